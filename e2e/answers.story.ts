import { readFileSync } from 'node:fs';
import type { Download } from '@playwright/test';
import { readArchive } from './archive.ts';
import { expectAccessible } from './axe.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

const ANIMALS = ['heron', 'walrus', 'badger', 'ferret', 'otter', 'magpie', 'weasel', 'salmon', 'toad', 'lynx'];
const FOODS = ['berries', 'pebbles', 'acorns', 'clover', 'beetles', 'moss'];
/** Answers that share a phrase of nine words, so that there is something to leave out. */
const ROWS = ANIMALS.flatMap((animal) =>
  FOODS.map(
    (food) =>
      `Does the ${animal} eat ${food}?,Yes: whenever there is some of it near the water ${animal} eats ${food}.,${food}`,
  ),
);
const CSV = ['Question,Answer,Food', ...ROWS].join('\n');

const SHORT = {
  'Learning rate': '2e-3',
  'Batch size': '2',
  'Gradient accumulation': '1',
  'Maximum length': '64',
  'Warm-up': '1',
  'Stop after': '6',
  'Validate every': '3',
  Predictions: '4',
  'Longest prediction': '16',
};

test('answers are looked into, checked by keyboard, judged blind and by a reviewer; all of it survives a reload and is in the zip', async ({
  page,
}) => {
  test.slow();
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', CSV);
  await studio.goTo('model');
  await studio.set(SHORT);
  await studio.start.click();
  await studio.idle();
  await studio.step('results').click();

  // Test and validation rows stand apart, and both without the phrase that all training answers share.
  const tested = await studio.testLosses();
  const validation = await studio.testLosses('validation');
  expect(validation.tuned).toBeLessThan(validation.base);
  await expect(page.getByText('48 of 48 training answers hold a phrase of 8 or more words')).toBeVisible();
  await page.getByText('Which phrases?').click();
  await expect(page.getByText('“yes whenever there is some of it near the water”')).toBeVisible();

  // The list: by loss, then checked with the keyboard, row by row.
  await page.getByLabel('Order').selectOption({ label: 'Tuned loss, highest first' });
  const rows = page.getByRole('article');
  const losses = (await rows.locator('p').first().allTextContents()).map((line) =>
    Number(/([\d.]+) tuned/.exec(line)?.[1]),
  );
  expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  const verdict = (row: number) => rows.nth(row).getByRole('group', { name: /^Your verdict on the tuned/ });
  await verdict(0).getByRole('button').first().focus();
  await page.keyboard.press('3');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('1');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('2');
  await expect(rows.nth(0).getByText('Incorrect, by a person')).toBeVisible();
  await expect(rows.nth(1).getByText('Factually correct, by a person')).toBeVisible();
  await expect(
    page.getByText('3 checked by a person: 1 factually correct, 1 underspecified, 1 incorrect'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Undo last verdict' }).click();
  await expect(
    page.getByText('2 checked by a person: 1 factually correct, 0 underspecified, 1 incorrect'),
  ).toBeVisible();
  await page.getByLabel('Checked by a person').selectOption('Checked');
  await expect(rows).toHaveCount(2);

  // What each token cost: along with the keyboard, and as a table.
  await rows.first().getByRole('button', { name: 'Loss per token' }).click();
  const heat = rows.first().getByRole('group', { name: 'Change of loss per token' });
  await heat.getByRole('button').first().focus();
  await page.keyboard.press('End');
  await expect(heat.getByRole('button').last()).toBeFocused();
  await expect(heat.getByRole('button', { name: /in a repeated phrase$/ }).first()).toBeVisible();

  // Other constants judge anew at once.
  await page.getByText('Advanced: the rule’s constants').click();
  await page.getByLabel('Matches: least share of the key terms').fill('0');
  await page.getByLabel('Matches: least share of what it says that is in the reference').fill('0');
  await expect(page.getByText('Other constants than the recipe’s rule are in use.')).toBeVisible();

  // Blind: eight answers with three keys, left once in between.
  await page.getByLabel('Your name or initials').fill('Ann');
  await page.getByRole('button', { name: 'Begin' }).click();
  for (const key of '123') await page.keyboard.press(key);
  await expect(page.getByText('3 of 8 judged')).toBeVisible();
  await page.getByRole('button', { name: 'Leave, go on later' }).click();
  await page.getByLabel('Your name or initials').fill('Ann');
  await page.getByRole('button', { name: 'Go on (3 of 8)' }).click();
  await expect(page.getByRole('heading', { name: 'Answer 4 of 8' })).toBeFocused();
  for (const key of '12311') await page.keyboard.press(key);
  await expect(page.getByText('All answers are judged.')).toBeVisible();
  await page.getByRole('button', { name: 'Leave, go on later' }).click();

  // A reviewer's file: refused while it is wrong, then taken.
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const csv = await textOf(await coming);
  expect(csv).not.toMatch(/tuned|base/);
  const filled = csv.replaceAll(',,,\r\n', ',correct,Ben,\r\n');
  const give = (content: string) =>
    page
      .locator('input[type="file"][accept^=".csv,.jsonl,.txt"]')
      .setInputFiles({ name: 'ben.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await give(filled.replace(/a[0-9a-f]{10}/, 'a0000000000'));
  await expect(page.getByText('no answer of this run has the id a0000000000')).toBeVisible();
  await give(filled);
  await expect(page.getByText('Ben: 8 verdicts.')).toBeVisible();
  await expect(page.getByText(/Cohen’s kappa -?[\d.]+ on 8 answers that every reviewer judged/)).toBeVisible();
  await expectAccessible(page, 'answers with loss per token, evaluation by people');

  // All of it is there after a reload, and in the zip.
  await studio.idle();
  await studio.reload();
  await studio.step('train').click();
  await studio.kept('is finished and was not downloaded').getByRole('button', { name: 'See results' }).click();
  await studio.idle();
  await studio.goTo('results');
  await expect(
    page.getByText('2 checked by a person: 1 factually correct, 0 underspecified, 1 incorrect'),
  ).toBeVisible();
  await expect(page.getByText(/Cohen’s kappa -?[\d.]+ on 8 answers/)).toBeVisible();
  const counts = await page.locator('dl[aria-label="Answers of the tuned model by class"] dd').allTextContents();
  const [matches, vague, wrong] = counts.map((count) => Number.parseInt(count, 10));
  await studio.goTo('export');
  const zip = await readArchive(await studio.download());
  const run = zip.json('run.json');
  expect(run.judging).toMatchObject({ rule: { matchRecall: 0, matchPrecision: 0 }, tuned: { matches, vague, wrong } });
  expect(run.people.checks.map((check: { class: string }) => check.class).sort()).toEqual(['correct', 'incorrect']);
  expect(run.people.agreement).toMatchObject({ reviewers: ['Ann', 'Ben'], judgedByAll: 8, between: { kind: 'cohen' } });
  expect(run.evaluation.tuned.loss).toBeCloseTo(tested.tuned, 4);
  expect(run.validation.tuned.loss).toBeCloseTo(validation.tuned, 4);
  expect(run.evaluation.outside.share).toBeGreaterThan(0.2);
  expect(zip.text('token_losses.jsonl').trimEnd().split('\n')).toHaveLength(6);
  expect(zip.text('README.md')).toContain('A person checked 2 answers');
});

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}
