import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

const GOOD_ROWS = Array.from({ length: 30 }, (_, i) => `What is ${i}?,It is ${i}.`);

test('a quote that never closes is reported with its row and column', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('broken.csv', ['Question,Answer', 'What is one?,"It is one.', ...GOOD_ROWS].join('\n'));
  await expect(page.getByRole('alert')).toContainText(/broken\.csv.*row 2.*Answer/is);
  await expect(studio.step('data')).toContainText('Needs 1 fix');
});

test('a row with too many cells is reported with its number', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('wide.csv', ['Question,Answer', 'What is one?,It is one, or so.', ...GOOD_ROWS].join('\n'));
  await expect(page.getByRole('alert')).toContainText(/wide\.csv.*row 2.*3 cells/is);
});

test('what was mended in a file is shown, and a template with an unknown column names it', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('short.csv', ['Question,Answer', 'What is nothing?', ...GOOD_ROWS, GOOD_ROWS[0]].join('\n'));
  await expect(page.getByRole('note')).toContainText('1 remark on the file');
  await expect(page.getByText('1 duplicate and 1 row with an empty cell left out.')).toBeVisible();

  await page.getByText('Advanced').first().click();
  await page.getByLabel('Prompt template').fill('{{Topic}}');
  await studio.idle();
  await expect(page.getByRole('alert')).toContainText(/Topic.*Question/s);
  await expect(page.getByRole('link', { name: 'Continue to model' })).toHaveCount(0);
});

test('an empty file is refused by name', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('empty.csv', '');
  await expect(page.getByRole('alert')).toContainText('empty.csv');
});
