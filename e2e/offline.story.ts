import { openStaticHost, type StaticHost } from './staticHost.ts';
import { expect, test as story } from './story.ts';
import { Studio } from './studio.ts';

const test = story.extend<{ readonly host: StaticHost }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  host: async ({}, use) => {
    const host = await openStaticHost();
    await use(host);
    await host.close();
  },
  ownSites: async ({ host }, use) => use([host.origin]),
});

test.use({ serviceWorkers: 'allow' });

test('once loaded from a plain static host, the page reloads and trains with the network cut', async ({
  page,
  context,
  host,
}) => {
  const studio = new Studio(page);
  await openUntilKept(studio, host);

  await host.close();
  await context.setOffline(true);
  await page.goto(`${host.url}#/start`);
  await page.reload();
  await studio.idle();
  await studio.trySample();
  await studio.untilStep(1);
});

test('a newer version waits until it is asked for', async ({ page, host }) => {
  const studio = new Studio(page);
  await openUntilKept(studio, host);
  host.publishNewer();
  await page.reload();
  const newer = page.getByText('A newer version of TabTune is ready.');
  await expect(newer).toBeVisible();
  const opened = await page.evaluate(() => performance.timeOrigin);
  await page.getByRole('button', { name: 'Reload to use it' }).click();
  // Asked in the middle of the reload, the page that goes away cannot answer.
  await expect.poll(() => page.evaluate(() => performance.timeOrigin).catch(() => 0)).toBeGreaterThan(opened);
  await studio.idle();
  await expect(newer).toHaveCount(0);
});

test('what is stored is listed, and deleting it can be undone or hurried', async ({ page, host }) => {
  const studio = new Studio(page);
  await openUntilKept(studio, host);
  await page.getByRole('button', { name: 'Use dark colours' }).click();
  await page.reload();
  await studio.idle();
  const stored = page.getByRole('region', { name: 'Stored in this browser' });
  await expect(stored.getByRole('row', { name: /^The page itself, .* MB$/ })).toBeVisible();
  await expect(stored.getByRole('row', { name: /^Your choice of light or dark 1 / })).toBeVisible();
  await expect(stored.getByText('not ours')).toHaveCount(0);

  await stored.getByRole('button', { name: 'Delete everything' }).click();
  await stored.getByRole('button', { name: 'Undo' }).click();
  await expect(stored.getByRole('row', { name: /^The page itself/ })).toBeVisible();
  await stored.getByRole('button', { name: 'Delete everything' }).click();
  await stored.getByRole('button', { name: 'Delete now' }).click();
  await studio.idle();
  await expect(stored).toContainText('Nothing is stored.');
  const left = await page.evaluate(async () => ({
    caches: await caches.keys(),
    settings: Object.keys(localStorage),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  expect(left).toEqual({ caches: [], settings: [], workers: 0 });
});

async function openUntilKept(studio: Studio, host: StaticHost): Promise<void> {
  await studio.open(`${host.url}#/privacy`);
  await expect(studio.page.getByText('A copy is kept: the page also opens')).toBeVisible();
}
