import { readFileSync } from 'node:fs';
import { ANIMALS, SETTINGS } from './animals.ts';
import { expectAccessible } from './axe.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

const SHORT = { ...SETTINGS, 'Stop after': '2', 'Validate every': '1', 'Save every': '1', Predictions: '0' };

test('runs stay after a reload: opened, renamed, compared, deleted and had back, taken to another browser and back', async ({
  page,
  browser,
  baseURL,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', ANIMALS);
  for (const rate of ['2e-3', '1e-3']) {
    await studio.goTo('model');
    await studio.set({ ...SHORT, 'Learning rate': rate });
    await studio.start.click();
    await studio.idle();
  }
  await studio.goTo('results');
  const verdict = await page.getByRole('heading', { level: 1 }).textContent();
  const { tuned } = await studio.testLosses();

  await page.goto('/');
  await studio.reload();
  await page.getByRole('link', { name: 'See all runs' }).click();
  await studio.idle();
  const entries = page
    .getByRole('list', { name: 'Runs' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading') });
  await expect(entries).toHaveCount(2);
  const newest = entries.first();
  await expect(newest).toContainText('Finished');
  await expect(newest.getByRole('img', { name: /^Training loss from [\d.]+ to [\d.]+$/ })).toBeVisible();
  await expect(newest).toContainText('Learning rate: 0.001');

  await newest.getByRole('button', { name: 'Rename animals on mini (2)' }).click();
  await page.getByRole('textbox', { name: 'Name of the run' }).fill('  The slow   one ');
  await page.keyboard.press('Enter');
  await studio.idle();
  await expect(newest.getByRole('heading', { name: 'The slow one' })).toBeVisible();
  await entries
    .last()
    .getByRole('button', { name: /^Rename/ })
    .click();
  await page.getByRole('textbox', { name: 'Name of the run' }).fill('the SLOW one');
  await expect(page.getByText('Another run has this name.')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('checkbox', { name: 'Compare The slow one' }).check();
  await page.getByRole('checkbox', { name: 'Compare animals on mini' }).check();
  await expect(page.getByText('Measured on the same test rows: their figures compare.')).toBeVisible();
  await expect(page.getByRole('row', { name: /^Learning rate/ }).getByRole('cell')).toHaveText(['0.001', '0.002']);
  await expect(
    page
      .getByRole('row', { name: /^Verdict/ })
      .getByRole('cell')
      .first(),
  ).toHaveText(verdict ?? '');
  await expect(page.locator('path[data-run]')).toHaveCount(2);
  await expectAccessible(page, 'history with a comparison');

  // Looked at again it is what it was.
  await page.getByRole('button', { name: 'Open The slow one' }).click();
  await studio.idle();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(verdict ?? '');
  expect((await studio.testLosses()).tuned).toBe(tuned);
  await page.getByRole('link', { name: 'Runs in this browser, this one: The slow one' }).click();
  await studio.idle();

  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export all' }).click();
  const file = readFileSync(await (await coming).path());

  await newest.getByRole('button', { name: 'Delete The slow one' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(entries).toHaveCount(2);
  await page.clock.install();
  await newest.getByRole('button', { name: 'Delete The slow one' }).click();
  await page.clock.runFor(11_000);
  await page.clock.resume();
  await expect(entries).toHaveCount(1);
  await expect(page.getByText('The slow one', { exact: true })).toHaveCount(0);

  // A browser that knows nothing of it.
  const elsewhere = await browser.newContext({ baseURL: baseURL ?? '', serviceWorkers: 'block' });
  const other = new Studio(await elsewhere.newPage());
  await other.open('/#/history');
  const choose = (name: string, buffer: Buffer) =>
    other.page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/zip', buffer });
  await choose('broken.zip', file.subarray(0, file.length / 2));
  await expect(other.page.getByRole('alert')).toContainText(
    'it has no runs.json: it is no file of runs, or was cut short',
  );
  await choose('runs.zip', file);
  await expect(other.page.getByText('2 runs added.')).toBeVisible();
  await choose('runs.zip', file);
  await expect(other.page.getByText('2 runs were here already and stay as they are.')).toBeVisible();
  await other.page.getByRole('button', { name: 'Open The slow one' }).click();
  await other.idle();
  await expect(other.page.getByRole('heading', { level: 1 })).toHaveText(verdict ?? '');
  await elsewhere.close();
});
