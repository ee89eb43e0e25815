import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

const GOOD_ROWS = Array.from({ length: 30 }, (_, i) => `What is ${i}?,It is ${i}.`);

test('broken rows are named, shown and skipped, and no good row is lost', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  const open = 'What is one?,"It is one.';
  const wide = 'What is two?,It is two, or so.';
  await studio.dropFile('broken.csv', ['Question,Answer', open, ...GOOD_ROWS, wide].join('\n'));
  await expect(page.getByRole('alert')).toContainText('2 rows cannot be read');
  await expect(studio.step('data')).toContainText('Needs 1 fix');
  await expect(page.getByText('Row 2, column "Answer": a quote is never closed').first()).toBeVisible();
  await expect(page.getByText('Row 33: 3 cells, but the header has 2 columns').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Continue to model' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Show row' }).first().click();
  await expect(page.getByRole('region', { name: 'The row as it stands in the file' })).toContainText(open);
  await page.getByRole('button', { name: 'Skip row' }).first().click();
  await expect(page.getByRole('alert')).toContainText('1 row cannot be read');
  await page.getByRole('button', { name: 'Skip row' }).click();
  await studio.idle();
  await expect(page.getByText('2 rows that cannot be read are skipped.')).toBeVisible();
  await expect(studio.figure('Examples')).toHaveText('30');
  await expect(page.getByRole('link', { name: 'Continue to model' })).toBeVisible();
});

test('what was mended in a file is shown, and a template with an unknown column names it', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('short.csv', ['Question,Answer', 'What is nothing?', ...GOOD_ROWS, GOOD_ROWS[0]].join('\n'));
  await expect(page.getByRole('note')).toContainText('1 remark on the file');
  await expect(page.getByText('1 duplicate left out')).toBeVisible();
  await expect(page.getByText('1 row with an empty cell left out')).toBeVisible();

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
