import { test as unguarded } from '@playwright/test';
import { expect, stoppedIn, test } from './story.ts';
import { Studio } from './studio.ts';

/** Runs in the page and in its workers. */
const tryToLeave = () => fetch('https://elsewhere.example/').then(String, String);

unguarded('neither the page nor its workers reach another site, and a story sees that they tried', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  expect(await stoppedIn(page)).toEqual([]);
  expect(page.workers()).toHaveLength(2);
  expect(await page.evaluate(tryToLeave)).toContain('Failed to fetch');
  for (const worker of page.workers()) expect(await worker.evaluate(tryToLeave)).toContain('Failed to fetch');
  for (const by of ['page', 'data', 'engine']) {
    await expect.poll(() => stoppedIn(page)).toContainEqual(`${by}: connect-src https://elsewhere.example/`);
  }
});

test('the privacy panel names where the page may connect and lists what it asked for, workers included', async ({
  page,
  baseURL,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  await studio.goTo('model');
  await page.getByRole('link', { name: 'On this computer: no rows sent' }).click();
  await studio.idle();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByText(`${baseURL}, the address it came from`)).toBeVisible();
  await expect(page.getByText('The browser has had nothing to stop so far.')).toBeVisible();
  // The data worker fetched the tokenizer for the plan of the Model place.
  await expect(page.getByRole('row', { name: /models\/mini\/tokenizer\.json data worker 1 / })).toBeVisible();
  const addresses = await page.locator('tbody td:first-child').allTextContents();
  expect(addresses.length).toBeGreaterThan(5);
  expect(addresses.filter((address) => !address.startsWith('/') && !address.startsWith('blob:'))).toEqual([]);
});
