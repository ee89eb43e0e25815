import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

test('a preset becomes custom, memory is laid out by item, and a few real steps are measured', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  await studio.goTo('model');
  await expect(page.getByRole('radio', { name: "Report's recipe" })).toBeChecked();
  await page.getByRole('radio', { name: 'Sample (quick)' }).check();
  await expect(page.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.002');
  await studio.set({ Rank: '4' });
  await expect(page.getByRole('radio', { name: 'Custom' })).toBeChecked();
  await page.getByRole('radio', { name: "Report's recipe" }).check();
  await expect(page.getByRole('textbox', { name: 'Rank' })).toHaveValue('8');
  await page.getByRole('radio', { name: 'Custom' }).check();
  await expect(page.getByRole('textbox', { name: 'Rank' })).toHaveValue('4');
  await studio.idle();

  const adapter = page.locator('dl[aria-label="GPU memory"]').locator('div', { hasText: 'Adapter and optimizer' });
  const before = await adapter.locator('dd').textContent();
  await studio.set({ Rank: '8' });
  await expect(adapter.locator('dd')).not.toHaveText(before ?? '');
  await expect(page.getByText(/LoRA adds a small set of new numbers \(14,336, 1\.4 % of the model\)/)).toBeVisible();
  await expect(page.getByText('Fits here')).toHaveCount(2);

  // Few tokens, so that a software GPU measures them in seconds.
  await studio.set({ 'Batch size': '1', 'Maximum length': '64' });
  await expect(studio.figure('Time')).toHaveText(/measured on the first steps/);
  await page.getByRole('button', { name: 'Measure on this GPU' }).click();
  await studio.idle();
  await expect(studio.figure('GPU memory')).toHaveText(/MB allocated$/);
  await expect(studio.figure('Tokens')).toHaveText(/^\d+ per second$/);
  await expect(studio.figure('Time')).toHaveText(/ to /);
  // Another batch is another pace: the old finish no longer counts.
  await studio.set({ 'Batch size': '2' });
  await expect(page.getByText('Measured with other settings than those of now.')).toBeVisible();
  await expect(studio.figure('Time')).toHaveText(/measured on the first steps/);
});

test('a GPU without enough memory is said in words, with ways to need less', async ({ page }) => {
  await page.route('**/engine.worker*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${withoutMemory})();\n${await response.text()}` });
  });
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  await studio.goTo('model');
  await page.getByRole('button', { name: 'Measure on this GPU' }).click();
  await studio.idle();
  await expect(page.getByRole('alert')).toContainText('The GPU has too little memory for this');
  await expect(page.getByText(/^Saves .* then .*As many rows per step as before/)).toBeVisible();
  await page.getByRole('button', { name: 'Use batch 1' }).click();
  await expect(page.getByRole('textbox', { name: 'Batch size' })).toHaveValue('1');
  await expect(page.getByRole('textbox', { name: 'Gradient accumulation' })).toHaveValue('10');
  await expect(page.getByRole('radio', { name: 'Custom' })).toBeChecked();
});

test('the command and the link say what the form says; a link sets it again and names what it cannot', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  await studio.goTo('model');
  await page.getByRole('radio', { name: 'Sample (quick)' }).check();
  await page.getByRole('button', { name: 'Copy as command' }).click();
  expect(await copied()).toBe(
    'node dist/cli/tabtune.js finetune --csv symptoms-sample.csv --model mini --where qtype=symptoms --stratify topic --epochs 3 --lr 0.002 ' +
      '--batch-size 4 --grad-accum 1 --warmup-steps 4 --early-stopping on --predictions 4 --out run1',
  );
  await page.getByRole('button', { name: 'Copy settings link, no data' }).click();
  const link = await copied();
  expect(link).not.toMatch(/symptoms|topic/);

  await page.goto('about:blank');
  await page.goto(`${link}%26rank%3Dmany`);
  await studio.idle();
  await expect(page.getByText('Settings from the link')).toBeVisible();
  await expect(page.getByText('Learning rate: 0.002')).toBeVisible();
  await expect(page.getByText('Ignored: rank many; it takes a whole number from 1 to 256.')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#/model');
  await studio.goTo('data');
  await studio.dropSample();
  await studio.goTo('model');
  await expect(page.getByRole('radio', { name: 'Sample (quick)' })).toBeChecked();
});

/** In the worker: whatever allocates a cache for answers, as a run does, runs out of memory. */
function withoutMemory(): void {
  const { createBuffer, popErrorScope } = GPUDevice.prototype;
  let failed = false;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    if (descriptor.label?.startsWith('KV cache')) failed = true;
    return createBuffer.call(this, descriptor);
  };
  GPUDevice.prototype.popErrorScope = async function () {
    const error = await popErrorScope.call(this);
    if (!failed) return error;
    failed = false;
    return new GPUOutOfMemoryError('simulated');
  };
}
