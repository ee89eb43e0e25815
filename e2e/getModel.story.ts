import { readdirSync, readFileSync } from 'node:fs';
import { type HubServer, startHub } from '../src/hub/testing/hubServer.ts';
import { ANIMALS } from './animals.ts';
import { expectAccessible } from './axe.ts';
import { GetModel } from './getModel.ts';
import { openStaticHost, type StaticHost } from './staticHost.ts';
import { expect, test as story } from './story.ts';
import { Studio } from './studio.ts';

const MINI = new URL('../public/models/mini/', import.meta.url);
const FILES = new Map(readdirSync(MINI).map((name): [string, Uint8Array] => [name, readFileSync(new URL(name, MINI))]));
const WEIGHTS = FILES.get('model.safetensors')?.length ?? 0;
const SHORT = {
  'Batch size': '1',
  'Gradient accumulation': '1',
  'Maximum length': '48',
  'Stop after': '1',
  Predictions: '0',
};

const test = story.extend<{ readonly host: StaticHost; readonly hub: HubServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  host: async ({}, use) => {
    const host = await openStaticHost();
    await use(host);
    await host.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  hub: async ({}, use) => {
    const gated = { id: 'owner/tiny', commit: 'f'.repeat(40), licence: 'cc-by-4.0', gatedFor: 'hf_good' };
    const hub = await startHub([{ ...gated, files: FILES }]);
    await use(hub);
    await hub.close();
  },
  ownSites: async ({ host, hub }, use) => use([host.origin, hub.endpoint, hub.downloads]),
});
test.use({ serviceWorkers: 'allow' });

test('a gated model is looked at, fetched through cuts and a reload, trained on, and works offline', async ({
  page,
  context,
  host,
  hub,
}) => {
  const studio = new Studio(page);
  await studio.open(`${host.url}#/privacy`);
  await expect(page.getByText('A copy is kept: the page also opens')).toBeVisible();
  await page.goto(`${host.url}#/data`);
  await studio.idle();
  await studio.dropFile('animals.csv', ANIMALS);
  await studio.goTo('model');
  const opening = context.waitForEvent('page');
  await page.getByRole('link', { name: 'Get a model from the Hugging Face Hub' }).click();
  const getter = new GetModel(await opening);
  const { page: tab } = getter;

  await test.step('the page asks the chosen Hub and nobody else', async () => {
    await expect(getter.section('Where this page may connect').getByRole('listitem')).toHaveText([
      `${host.origin}, the address it came from`,
      'https://huggingface.co, the Hub',
      '*.huggingface.co, where it sends downloads on to',
      '*.hf.co, where it sends downloads on to',
    ]);
    await getter.useHub(hub.endpoint, hub.downloads);
    const tryTo = (url: string) => tab.evaluate((target) => fetch(target).then(String, String), url);
    for (const url of ['https://huggingface.co/', 'https://elsewhere.example/', 'http://127.0.0.1:9/'])
      expect(await tryTo(url)).toContain('Failed to fetch');
    const stopped = await tab.evaluate(() => window.tabtune.stopped().map(({ target }) => target));
    expect(stopped).toHaveLength(3);
  });

  await test.step('what cannot be had is said with its remedy', async () => {
    await getter.lookUp('owner/none');
    await expect(tab.getByText(/owner\/none: .* knows no such public model\. Check the name/)).toBeVisible();
    hub.troubles.push({ at: '/api/', kind: 'status', status: 429, headers: { 'Retry-After': '600' } });
    await getter.lookUp('owner/tiny');
    await expect(tab.getByText('It asks to wait 10 min: try again then.')).toBeVisible();
    hub.troubles.push({ at: '/api/', kind: 'page' });
    await getter.lookUp('owner/tiny');
    await expect(tab.getByText('Is this network asking you to sign in?')).toBeVisible();
  });

  await test.step('licence, size and gate are shown first; a token opens the gate', async () => {
    await getter.lookUp('owner/tiny');
    await expect(getter.fact('Licence')).toHaveText('cc-by-4.0');
    await expect(getter.fact('To download')).toHaveText(/MB in \d files$/);
    await expect(getter.fact('Gate')).toHaveText('its owner asks for consent');
    await expect(tab.getByText('Accept the conditions on')).toBeVisible();
    await expect(getter.button(/^Download/)).toHaveCount(0);
    await tab.getByLabel('Access token').fill('hf_good');
    await getter.button('Keep it here').click();
    await getter.idle();
    await expect(getter.fact('Gate')).toHaveText('consent given');
    await expect(getter.fact('Architecture')).toHaveText('llama');
    expect(hub.log.filter((line) => line.includes('safetensors'))).toEqual([]);
  });

  const devtools = await context.newCDPSession(tab);
  const setQuota = (quotaSize?: number) =>
    devtools.send('Storage.overrideQuotaForOrigin', { origin: host.origin, ...(quotaSize && { quotaSize }) });

  await test.step('the room is looked at before, and running out of it half way keeps what came', async () => {
    const used = await tab.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
    // Chrome rounds what it tells, so that a small quota shows in what can be written only.
    await tab.evaluate((room) => {
      const { estimate } = navigator.storage;
      navigator.storage.estimate = async () => ({ usage: 0, quota: room });
      addEventListener('keydown', () => (navigator.storage.estimate = estimate), { once: true });
    }, WEIGHTS / 4);
    await getter.lookUp('owner/tiny');
    await expect(tab.getByText(/^It needs .* more, and the browser says that it would give/)).toBeVisible();
    await tab.keyboard.press('Shift');
    await setQuota(used + WEIGHTS / 2);
    await getter.button(/^Download/).click();
    await getter.idle();
    await expect(tab.getByText('There is no room left for model.safetensors')).toBeVisible();
    await setQuota();
  });

  await test.step('paused and reloaded it goes on; a cut is survived, a wrong hash is not', async () => {
    hub.troubles.push({ at: 'cdn', kind: 'hang', afterBytes: 1 });
    await getter.button('Go on').first().click();
    await expect(getter.section('Download').getByRole('progressbar')).toBeVisible();
    // Only once the transfer hangs: paused before it was asked for, the next one would.
    await expect.poll(() => hub.troubles).toEqual([]);
    await getter.button('Pause').click();
    await getter.idle();
    await tab.reload();
    await getter.idle();
    await expect(getter.section('Kept in this browser').getByText(/^not whole, .* MB of .* MB$/)).toBeVisible();
    hub.troubles.push({ at: 'cdn', kind: 'cut', afterBytes: 200_000 }, { at: 'cdn', kind: 'flip a byte' });
    await getter.button('Go on with owner/tiny').click();
    await getter.idle();
    await expect(tab.getByText('arrived damaged: its SHA-256 is not the one')).toBeVisible();
    await getter.button('Go on').first().click();
    await getter.idle();
    await expect(tab.getByText('owner/tiny is in this browser, and in the list of models')).toBeVisible();
    expect(hub.log.some((line) => /^cdn .* bytes=\d+-$/.test(line))).toBe(true);
    expect(hub.log.filter((line) => line.startsWith('cdn') && line.endsWith('+token'))).toEqual([]);
    await expectAccessible(tab, 'a model kept');
  });

  await test.step('the studio has noticed, with its rows still open, and trains on it', async () => {
    await page.bringToFront();
    await studio.idle();
    await page.getByRole('radio', { name: 'owner/tiny' }).check();
    await studio.idle();
    await expect(page.getByText('From the Hugging Face Hub, kept in this browser.')).toBeVisible();
    await studio.set(SHORT);
    await studio.start.click();
    await studio.untilStep(1);
    await studio.idle();
  });

  await test.step('without any network the model is there, in its 4-bit form, and can be deleted', async () => {
    await hub.close();
    await host.close();
    await context.setOffline(true);
    await tab.reload();
    await getter.idle();
    await expect(getter.section('Kept in this browser').getByText(/of it its 4-bit form/)).toBeVisible();
    await studio.reload();
    await page.goto(`${host.url}#/data`);
    await studio.idle();
    await studio.dropFile('animals.csv', ANIMALS);
    await studio.goTo('model');
    await page.getByRole('radio', { name: 'owner/tiny' }).check();
    await studio.idle();
    await expect(page.getByText('Fits here')).toHaveCount(3);
    await page.goto(`${host.url}#/privacy`);
    await studio.idle();
    const stored = page.getByRole('region', { name: 'Stored in this browser' });
    await expect(
      stored.getByRole('row', { name: /^Models from the Hugging Face Hub, with their 4-bit forms/ }),
    ).toBeVisible();
    await expect(stored.getByRole('row', { name: /^Your access token for the Hugging Face Hub/ })).toBeVisible();
    await studio.goTo('model');
    await getter.button('Delete owner/tiny').click();
    await getter.button(/^Delete [\d.]+ MB$/).click();
    await getter.idle();
    await expect(tab.getByText('No model yet.')).toBeVisible();
    await expect(page.getByRole('radio', { name: 'owner/tiny' })).toHaveCount(0);
  });
});
