import { readFileSync } from 'node:fs';
import { readArchive } from './archive.ts';
import { expectAccessible } from './axe.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

/** The header and the first 60 rows of the sample: 48 to learn from. */
const SAMPLE = readFileSync(new URL('../public/samples/symptoms-sample.csv', import.meta.url), 'utf8')
  .split('\n')
  .slice(0, 61)
  .join('\n');

const SHORT = {
  'Learning rate': '2e-3',
  'Batch size': '2',
  'Gradient accumulation': '1',
  'Maximum length': '64',
  'Warm-up': '1',
  'Stop after': '3',
  'Validate every': '3',
  Predictions: '1',
  'Longest prediction': '4',
};

interface Trial {
  readonly number: number;
  readonly status: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly finalTrainingLoss: number;
  readonly bestValidationLoss: number;
  readonly folder: string;
}

test('a grid of 2 x 2 runs as a queue, goes on after a reload in its middle, and its figures are those of run.json', async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('symptoms-sample.csv', SAMPLE);
  await studio.goTo('model');
  await studio.set(SHORT);
  await page.getByRole('group', { name: 'Learning rates' }).getByText('1e-4', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Another batch to try' }).fill('3');
  await page.getByRole('button', { name: 'Add batch size' }).click();
  await expect(page.getByText('4 trials, 12 steps altogether.')).toBeVisible();
  await expect(page.getByText("--lr '1e-4,0.002' --batch-size '2,3'")).toBeVisible();
  await expectAccessible(page, 'trials in Model');
  await page.getByRole('button', { name: 'Start 4 trials' }).click();

  const queue = page.getByRole('list', { name: 'Queue of trials' });
  await expect(page.getByText('Trial 1 of 4: learning rate 1e-4, batch 2')).toBeVisible();
  // One is taken out while it waits.
  await queue.getByRole('button', { name: 'Cancel trial 4' }).click();
  await expect(queue.getByRole('listitem').nth(3)).toContainText('Cancelled');
  await expect(page.getByText('Trial 2 of 4: learning rate 1e-4, batch 3')).toBeVisible({ timeout: 90_000 });
  await studio.reload();
  const banner = studio.kept(/stopped in trial 2 of 4, at step [0-3] of 3/);
  await banner.getByRole('button', { name: 'Resume' }).click();
  await expect(queue.getByRole('listitem').first()).toContainText('Finished');
  await studio.idle();
  await expect(queue.getByRole('listitem').nth(3)).toContainText('Cancelled');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Trained on/);

  await studio.goTo('export');
  const zip = await readArchive(await studio.download());
  const { list, best } = zip.json('run.json').trials as { list: Trial[]; best: number };
  expect(list.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished', 'cancelled']);
  const lowest = Math.min(...list.slice(0, 3).map(({ bestValidationLoss }) => bestValidationLoss));
  expect(list[best - 1]?.bestValidationLoss).toBe(lowest);

  await studio.goTo('results');
  const table = page.getByRole('region', { name: 'Trials of this session' });
  for (const { number, learningRate, batchSize, finalTrainingLoss, bestValidationLoss } of list.slice(0, 3)) {
    const row = table.getByRole('row', { name: new RegExp(`^Trial ${number}`) });
    const cells = await row.getByRole('cell').allTextContents();
    expect(cells.slice(0, 4)).toEqual([
      learningRate.toExponential(),
      String(batchSize),
      finalTrainingLoss.toFixed(4),
      bestValidationLoss.toFixed(4),
    ]);
    await expect(row.getByRole('rowheader')).toContainText(number === best ? 'Best' : `Trial ${number}`);
  }
  await expect(page.getByRole('img', { name: 'Final training loss against learning rate' })).toBeVisible();
  await expect(page.getByRole('figure', { name: 'Training loss of the trials' }).locator('path[data-run]')).toHaveCount(
    3,
  );
  await expectAccessible(page, 'trials in Results');

  // Another trial: its own figures and its own download.
  const other = list.slice(0, 3).find(({ number }) => number !== best) as Trial;
  await page.getByRole('button', { name: `Show the results of trial ${other.number}` }).click();
  await expect(page.getByText('Only the best trial of a grid answers test rows.')).toBeVisible();
  const { tuned } = await studio.testLosses();
  expect(tuned.toFixed(4)).toBe(zip.json(`${other.folder}/run.json`).evaluation.tuned.loss.toFixed(4));
  await studio.goTo('export');
  const own = await readArchive(await studio.download());
  expect(own.bytes('adapter_model.safetensors')).toEqual(zip.bytes(`${other.folder}/adapter_model.safetensors`));
  expect(own.json('run.json').config).toMatchObject({ learningRate: other.learningRate, batchSize: other.batchSize });
  expect(own.lines('test.jsonl')).toEqual(zip.lines('test.jsonl'));
});
