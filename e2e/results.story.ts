import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { readArchive } from './archive.ts';
import { axe } from './axe.ts';
import { openReport } from './reportFile.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

const ANIMALS = ['heron', 'walrus', 'badger', 'ferret', 'otter', 'magpie', 'weasel', 'salmon', 'toad', 'lynx'];
const FOODS = ['berries', 'pebbles', 'acorns', 'clover', 'beetles', 'moss'];
/** 60 short rows: 48 to learn from, 6 to choose the step, 6 to test on. */
const ROWS = ANIMALS.flatMap((animal) =>
  FOODS.map((food) => `Does the ${animal} eat ${food}?,Yes: the ${animal} eats ${food} every day.`),
);
const CSV = ['Question,Answer', ...ROWS].join('\n');
const ROW_TEXT = new RegExp(`${[...ANIMALS, ...FOODS].join('|')}|every day`, 'i');

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

test('a run ends in a verdict, judged answers and a checked zip; a second rate is tried; rows can stay at home', async ({
  page,
  context,
  browser,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', CSV);
  await studio.goTo('model');
  await studio.set(SHORT);
  await studio.start.click();
  await studio.untilStep(6);

  // Results can be looked at while answers still come.
  await studio.step('results').click();
  await expect(page.getByRole('heading', { name: /Checked [1-4] of 4/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Judged by a text rule, not by a clinician.')).toBeVisible();
  await studio.idle();
  await expect(page.getByRole('heading', { name: 'Checked 4 of 4' })).toBeVisible();
  const verdict = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
  expect(verdict).toMatch(/6 rows it never saw.*Few rows: treat as rough\.$/);
  const { base, tuned } = await studio.testLosses();
  expect(tuned).toBeLessThan(base);

  const counts = await page.locator('dl[aria-label="Answers of the tuned model by class"] dd').allTextContents();
  const [matches = 0, vague = 0, wrong = 0] = counts.map((count) => Number.parseInt(count, 10));
  expect(matches + vague + wrong).toBe(4);
  await page.getByText(`Does not match ${wrong}`, { exact: true }).click();
  await expect(page.locator('dt', { hasText: /^Reference$/ })).toHaveCount(wrong);
  if (wrong === 0) await expect(page.getByText('No mismatches among 4.')).toBeVisible();
  else
    await expect(
      page.getByRole('img', { name: `${wrong} of 4 answers of the tuned model do not match` }),
    ).toBeVisible();
  await page.getByText('How?').click();
  await expect(page.getByText('The rule knows no synonyms and no facts')).toBeVisible();

  await expect(page.getByRole('row', { name: /^Trial 1 2e-3 2 / })).toBeVisible();
  await expect(page.getByText('Needs two learning rates.')).toBeVisible();
  await page.getByRole('button', { name: 'Run 2e-4 too' }).click();
  await studio.idle();
  await expect(page.getByRole('row', { name: /^Trial 2.* 2e-4 2 .*shown here$/ })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Final training loss against learning rate' })).toBeVisible();
  await page.getByRole('button', { name: 'Show the results of trial 1' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(verdict);

  await expectNoFindings(page);

  // The report says what the page says, and nothing of the rows where that was asked for.
  const saveReport = async (ending: string) => {
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save as ${ending}` }).click();
    return coming;
  };
  await page.getByRole('button', { name: 'Download report' }).click();
  await expect(page.getByText('question, reference and both answers of 4 test rows')).toBeVisible();
  const report = await openReport(browser, await saveReport('HTML'), test.info().outputPath('report.html'));
  expect(report.text).toContain(verdict);
  expect(report.text).toMatch(ROW_TEXT);
  expect(report.cells('Base, 6 test')[0]).toBe(base.toFixed(4));
  expect(report.cells('Tuned, 6 test')[0]).toBe(tuned.toFixed(4));
  const classes = ['Matches reference', 'Too vague', 'Does not match'].map((name) => report.cells(name).at(-1));
  expect(classes.map((cell) => Number.parseInt(cell ?? '', 10))).toEqual([matches, vague, wrong]);
  expect(report.cells('Learning rate')[0]).toBe('0.002');
  await page.getByRole('checkbox', { name: 'Leave out questions and answers' }).check();
  await page.getByText('Markdown', { exact: true }).click();
  const bareReport = readFileSync(await (await saveReport('Markdown')).path(), 'utf8');
  expect(bareReport).toContain(`**${tuned.toFixed(4)}**`);
  expect(bareReport.replaceAll('animals.csv', '')).not.toMatch(ROW_TEXT);
  await page.keyboard.press('Escape');

  // A chart leaves as what it shows.
  const saveChart = async (item: string) => {
    await page.getByRole('button', { name: 'Save this figure: Training loss', exact: true }).click();
    const coming = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    return readFileSync(await (await coming).path());
  };
  const csv = (await saveChart('Figures (CSV)')).toString().trim().split('\r\n');
  expect(csv).toHaveLength(7);
  expect(csv[0]).toContain('Training loss (nats per token)');
  expect((await saveChart('Picture (PNG)')).subarray(1, 4).toString()).toBe('PNG');
  const svg = (await saveChart('Drawing (SVG)')).toString();
  expect(svg).not.toMatch(/class=|var\(|NaN/);
  expect(svg).toContain('<title>Training loss</title>');

  await studio.goTo('export');
  await expect(page.getByText('Read back: same answers')).toBeVisible();
  await expect(page.getByText("the largest difference of a row's loss is 0.")).toBeVisible();
  const whole = await readArchive(await studio.download());
  expect(whole.json('run.json')).toMatchObject({ config: { learningRate: 2e-3 }, predictions: { length: 4 } });
  expect(whole.json('run.json').evaluation.rows).toHaveLength(6);
  expect(whole.json('run.json').judging.tuned).toEqual({ matches, vague, wrong });
  expect(whole.text('train.jsonl')).toMatch(ROW_TEXT);

  await page.getByRole('checkbox', { name: 'Leave my rows out of the zip' }).check();
  await studio.idle();
  await expect(page.getByRole('cell', { name: 'train.jsonl' })).toHaveCount(0);
  const bare = await readArchive(await studio.download());
  expect(bare.names).toEqual(whole.names.filter((name) => !name.endsWith('.jsonl')));
  for (const name of bare.names) expect(`${name}: ${ROW_TEXT.exec(bare.text(name))?.[0] ?? ''}`).toBe(`${name}: `);
  expect(bare.text('README.md')).toContain('were left out of this folder');
  expect(bare.tensors()).toEqual(whole.tensors());

  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('button', { name: 'Copy as text' }).click();
  await expect(page.getByText('Copied as text')).toBeVisible();
  const card = await clipboard();
  expect(card).toMatch(/Perplexity on rows it never saw: [\d.]+ before, [\d.]+ after/);
  expect(card).toContain('48 rows trained on, 6 test rows');
  expect(card).not.toMatch(ROW_TEXT);
  expect(card).not.toContain('animals');
  await page.getByRole('button', { name: 'Copy result card' }).click();
  await expect(page.getByText('Copied as a picture')).toBeVisible();
  // A clipboard that takes no pictures: the card becomes a file.
  await page.evaluate(() => {
    navigator.clipboard.write = () => Promise.reject(new DOMException('no pictures', 'NotAllowedError'));
  });
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Copy result card' }).click();
  expect((await saved).suggestedFilename()).toBe('tabtune-result.png');
  await page.getByRole('button', { name: 'Copy recipe link, no data' }).click();
  await expect(page.getByText('Link copied')).toBeVisible();
  const link = await clipboard();
  expect(link).toContain('lr%3D0.002');
  expect(link).not.toMatch(/Question|Answer|animals/);
  await expectNoFindings(page);
});

/** axe, in both themes. */
async function expectNoFindings(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await axe(page).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
}
