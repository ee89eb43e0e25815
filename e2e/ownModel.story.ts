import { readFileSync } from 'node:fs';
import { demoGguf } from '../src/hub/testing/demoGguf.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

const FILES = ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

test('a GGUF file of the person is trained like any other model; what is none is refused in words', async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  await studio.goTo('model');
  const gguf = page.getByLabel('Choose GGUF file').and(page.locator('input'));
  await gguf.setInputFiles({ name: 'broken.gguf', mimeType: '', buffer: Buffer.from('no model') });
  await studio.idle();
  await expect(page.getByText(/broken\.gguf: only 8 bytes, too short for a GGUF file/)).toBeVisible();

  await gguf.setInputFiles({ name: 'own-F16.gguf', mimeType: '', buffer: Buffer.from(demoGguf()) });
  await studio.idle();
  await expect(page.getByRole('radio', { name: 'own-F16' })).toBeChecked();
  await expect(page.getByText('Fits here')).toHaveCount(3);
  await expect(
    page.getByText(/Yours, read where it lies\. .*1\.0 M parameters, .* MB, licence cc-by-4\.0/),
  ).toBeVisible();
  await expect(page.getByText(/too short for a GGUF file/)).toHaveCount(0);

  // A few real steps: the weights are read out of the file, by ranges.
  await studio.set({ 'Batch size': '1', 'Maximum length': '64' });
  await page.getByRole('button', { name: 'Measure on this GPU' }).click();
  await studio.idle();
  await expect(studio.figure('Tokens')).toHaveText(/^\d+ per second$/);
  await expect(studio.start).toBeEnabled();
});

test('a dropped folder becomes a model of the list', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropSample();
  await studio.goTo('model');
  const contents = FILES.map((name) => {
    const bytes = readFileSync(new URL(`../public/models/mini/${name}`, import.meta.url));
    return [name, bytes.toString('base64')] as const;
  });
  const transfer = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const [name, base64] of files) {
      data.items.add(new File([Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0))], name));
    }
    return data;
  }, contents);
  await page.getByRole('group', { name: 'A model of your own' }).dispatchEvent('drop', { dataTransfer: transfer });
  await studio.idle();
  await expect(page.getByRole('radio', { name: 'model', exact: true })).toBeChecked();
  await expect(page.getByText('Fits here')).toHaveCount(3);
  await expect(studio.start).toBeEnabled();
});
