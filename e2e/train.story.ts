import { readArchive } from './archive.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

/** Short steps: a software GPU trains one row of 60 tokens in about half a second. */
const SHORT = {
  'Learning rate': '2e-3',
  'Batch size': '2',
  'Gradient accumulation': '1',
  'Maximum length': '64',
  'Warm-up': '2',
  'Longest prediction': '8',
  Predictions: '1',
};
const STEPS = 12;

test('a dropped CSV becomes an adapter: rows chosen, mini trained, loss falls, zip complete', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  await expect(studio.figure('Rows kept')).toHaveText('160 of 400');
  await studio.removeCondition('qtype is symptoms');
  await expect(studio.figure('Rows kept')).toHaveText('400 of 400');
  await studio.keepRows('qtype', 'symptoms');
  await expect(studio.figure('Rows kept')).toHaveText('160 of 400');
  await expect(page.getByText('Question type: symptoms')).toBeVisible();

  await page.getByRole('link', { name: 'Continue to model' }).click();
  await studio.set({ ...SHORT, 'Stop after': String(STEPS), 'Validate every': '6' });
  await expect(page.getByRole('radio', { name: 'mini' })).toBeChecked();

  await studio.watchLongTasks();
  await studio.start.click();
  await studio.untilStep(2);
  await expect(page).toHaveTitle(/^\d+ % TabTune$/);
  const early = await studio.lossCurve();
  expect(early).toMatch(/^M/);
  await studio.untilStep(4);
  expect(await studio.lossCurve()).not.toBe(early);
  await studio.idle();
  await expect(studio.figure('Step')).toHaveText(`${STEPS} of ${STEPS}`);
  const longTasks = await studio.longTasks();
  test.info().annotations.push({ type: 'longest task', description: `${Math.max(0, ...longTasks)} ms` });
  expect(Math.max(0, ...longTasks), 'longest main-thread task while training').toBeLessThanOrEqual(200);

  const losses = await studio.losses();
  expect(losses).toHaveLength(STEPS);
  expect(mean(losses.slice(-4))).toBeLessThan(mean(losses.slice(0, 4)) - 0.2);

  await page.getByRole('link', { name: 'See results' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('perplexity fell from');
  const { base, tuned } = await studio.testLosses();
  expect(tuned).toBeLessThan(base - 0.2);

  await page.getByRole('link', { name: 'Download adapter' }).click();
  const zip = await readArchive(await studio.download());
  expect(zip.names).toEqual([
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
    'chat_template.jinja',
    'run.json',
    'stop_strings.json',
    'test.jsonl',
    'token_losses.jsonl',
    'train.jsonl',
    'validation.jsonl',
  ]);
  const { tensors } = zip.tensors();
  expect(
    [...tensors.keys()].filter((name) => /layers\.\d\.self_attn\.[qv]_proj\.lora_[AB]\.weight$/.test(name)),
  ).toHaveLength(16);
  expect(tensors.get('base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight')?.shape).toEqual([8, 128]);
  expect(zip.json('adapter_config.json')).toMatchObject({ r: 8, lora_alpha: 16, target_modules: ['q_proj', 'v_proj'] });
  expect(zip.json('run.json')).toMatchObject({ status: 'finished', training: { totalSteps: STEPS } });
  expect(zip.json('run.json').evaluation.tuned.loss).toBeCloseTo(tuned, 3);
  expect(zip.text('README.md')).toMatch(/not medical advice/i);
  expect(['train', 'validation', 'test'].map((part) => zip.lines(`${part}.jsonl`).length)).toEqual([128, 16, 16]);
});

test('loading can be cancelled, and stopping early keeps what was learned', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  await studio.goTo('model');
  // Six long answers: more than anybody waits for.
  await studio.set({ ...SHORT, Predictions: '6', 'Longest prediction': '100' });
  await studio.start.click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await studio.idle();
  await expect(page.getByText('Cancelled. Nothing was kept.')).toBeVisible();

  await studio.goTo('model');
  await studio.start.click();
  await studio.untilStep(2);
  await page.getByRole('button', { name: 'Stop and keep' }).click();
  await page.getByRole('button', { name: 'Skip the other answers' }).click();
  await studio.idle();
  await expect(page.getByText('Stopped. What it learned is kept.')).toBeVisible();
  await studio.goTo('export');
  const zip = await readArchive(await studio.download());
  const run = zip.json('run.json');
  expect(run.status).toBe('stopped');
  expect(run.training.steps.length).toBeLessThan(run.training.totalSteps);
  expect(run.predictions.length).toBeLessThan(run.config.predictions);
});

test('training is refused with the reason when no answer token would be trained', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  await studio.goTo('model');
  await studio.set({ 'Maximum length': '8' });
  await expect(page.getByRole('alert')).toContainText('the prompt alone fills the maximum length of 8 tokens');
  await expect(studio.start).toBeDisabled();
  await studio.set({ 'Maximum length': 'many' });
  await expect(page.getByText('A whole number from 8 to 131072.')).toBeVisible();
  await studio.set({ 'Maximum length': '64' });
  await expect(studio.start).toBeEnabled();
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
