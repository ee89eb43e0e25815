import { availableParallelism, loadavg } from 'node:os';
import type { Page } from '@playwright/test';
import { readArchive } from './archive.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

/** Rows of two kinds with a topic to balance by; two of them have a copy, and one has no answer. */
function questions(): string {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const topic = ['skin', 'heart', 'lungs'][i % 3];
    return `fact,What is number ${i}?,"It is the number ${i}, which comes after ${i - 1} and before ${i + 1}.",${topic}`;
  });
  const copies = Array.from({ length: 8 }, (_, i) => `fact,what is NUMBER ${i},Another answer about ${i}.,skin`);
  return ['kind,Question,Answer,topic', ...rows, ...copies, 'fact,What has no answer?,,skin', ''].join('\n');
}

test('question, answer and split by mouse: a reason for the balance, copies put together, the split taken along', async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('numbers.csv', questions());

  await expect(page.getByText('Kept balanced by topic.')).toBeVisible();
  await page.getByText('Why?').click();
  await expect(page.getByText(/topic has 3 values; the largest, "skin", holds \d+ % of the rows/)).toBeVisible();
  await expect(page.getByText('kind: the same in every row')).toBeVisible();

  // A broken template is named at its field, and the row stays as it was.
  await page.getByText('Advanced').first().click();
  const template = page.getByRole('textbox', { name: 'Prompt template' });
  await expectQuiet(studio, 'while a template is typed', async () => {
    await template.fill('Q: {{Question');
    await studio.idle();
    await expect(template).toHaveAttribute('aria-invalid', 'true');
    await template.fill('Q: {{Question}}');
    await studio.idle();
    await expect(template).not.toHaveAttribute('aria-invalid', 'true');
  });

  // Any row, in the tokens of the model.
  const number = page.getByRole('textbox', { name: 'Row of the file' });
  await number.fill('5');
  await number.press('Enter');
  await studio.idle();
  await expect(page.getByText('Q: What is number 3?')).toBeVisible();
  await page.getByText('Tokens', { exact: true }).click();
  await studio.idle();
  const answer = page.getByRole('region', { name: /^Answer: \d+ tokens, learned/ });
  await expect(answer).toContainText('<|im_end|>');
  await expect(page.getByText('The end token is among the learned ones')).toBeVisible();

  // Copies between the parts, and the one click that puts them together.
  const before = await fingerprint(page);
  await expect(page.getByText(/of Test and \d+ of Validation have a copy/)).toBeVisible();
  await page.getByText(/Show the \d+ groups|Show the group/).click();
  await expect(page.getByRole('heading', { name: 'Same question' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Keep copies in one part' }).click();
  await studio.idle();
  await expect(page.getByText('No row of Validation or Test has a copy in another part.')).toBeVisible();
  const after = await fingerprint(page);
  expect(after).not.toBe(before);

  // The split, saved and opened again, is the same split.
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the split' }).click();
  const zip = await readArchive(await coming);
  expect(zip.names).toEqual(['test.jsonl', 'train.jsonl', 'validation.jsonl']);
  expect(['train', 'validation', 'test'].map((part) => zip.lines(`${part}.jsonl`).length)).toEqual([54, 7, 7]);
});

test('the maximum length by keyboard alone: priced at every step, the rows that it cuts, and no training where nothing is left', async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  const slider = page.getByRole('slider', { name: /^Maximum length/ });
  await expect(page.getByText('Every answer is whole and ends with the end token.')).toBeVisible();
  await slider.focus();
  await expectQuiet(studio, 'while the slider moves', async () => {
    await page.keyboard.press('Home');
    await expect(slider).toHaveAttribute('aria-valuetext', /^8 tokens: 160 rows cut, [\d,]+ answer tokens lost$/);
    await expect(page.getByRole('alert')).toContainText('Nothing would be learned or measured in Train');
    for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuetext', /^48 tokens: /);
    await expect(page.getByRole('alert')).toHaveCount(0);
    await studio.idle();
  });

  // Memory is planned for the length that is set; how long a step takes nobody has measured yet.
  const short = await studio.figure('GPU memory').textContent();
  expect(short).toMatch(/^[\d.]+ MB planned$/);
  await page.keyboard.press('End');
  await studio.idle();
  await expect(studio.figure('GPU memory')).not.toHaveText(short ?? '');
  await expect(studio.figure('Time')).toHaveText('measured on the first steps');
  await page.keyboard.press('Home');
  for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');

  const cut = page.getByRole('button', { name: /rows cut at the maximum length/ });
  await cut.focus();
  await page.keyboard.press('Enter');
  await studio.idle();
  await expect(page.getByRole('region', { name: /rows cut at the maximum length/ })).toContainText(
    /row \d+ · \d+ tokens/,
  );

  // The row picker takes a number and the Enter key.
  const number = page.getByRole('textbox', { name: 'Row of the file' });
  await number.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await studio.idle();
  await expect(page.getByText(/Row 2 is not among the rows you keep/)).toBeVisible();
});

async function fingerprint(page: Page): Promise<string> {
  return (await page.locator('dd code').textContent()) ?? '';
}

async function expectQuiet(studio: Studio, when: string, act: () => Promise<void>): Promise<void> {
  await studio.watchLongTasks();
  await act();
  const longest = Math.max(0, ...(await studio.longTasks()));
  test.info().annotations.push({ type: `longest task ${when}`, description: `${longest} ms` });
  const busy = Math.max(1, (loadavg()[0] as number) / availableParallelism());
  expect(longest, `longest main-thread task ${when}`).toBeLessThanOrEqual(100 * busy);
}
