import { readFileSync } from 'node:fs';
import type { Download } from '@playwright/test';
import { parseGgufHeader } from '../src/formats/gguf.ts';
import { demoGguf } from '../src/hub/testing/demoGguf.ts';
import { ANIMALS } from './animals.ts';
import { readArchive } from './archive.ts';
import { expectAccessible } from './axe.ts';
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

test('a run on a model of the person is saved as a merged model; after a reload the model is asked for again', async ({
  page,
}) => {
  test.slow(); // two runs and a reload
  const studio = new Studio(page);
  await page.addInitScript(() => {
    const picked = async () => (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true });
    Object.assign(window, { showDirectoryPicker: picked });
  });
  await studio.open();
  await studio.dropFile('animals.csv', ANIMALS);
  await studio.goTo('model');
  const own = { name: 'own-F16.gguf', mimeType: '', buffer: Buffer.from(demoGguf()) };
  await page.getByLabel('Choose GGUF file').and(page.locator('input')).setInputFiles(own);
  await studio.idle();
  await studio.set({ 'Batch size': '1', 'Gradient accumulation': '1', 'Maximum length': '32', 'Stop after': '1' });
  await studio.set({ 'Validate every': '9', Predictions: '0', 'Warm-up': '0', 'Learning rate': '2e-3' });
  await studio.start.click();
  await studio.untilStep(1);
  await studio.idle();

  await studio.goTo('export');
  const save = (form: string) => page.getByRole('button', { name: `Save: ${form}`, exact: true });
  await save('Merged model, safetensors').click();
  await studio.idle();
  await expect(page.getByText('Saved own-F16-animals-merged,')).toBeVisible();
  const files = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const picked = await root.getDirectoryHandle('picked');
    const found: [string, number][] = [];
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle, `${path}${name}/`);
        else found.push([`${path}${name}`, (await (handle as FileSystemFileHandle).getFile()).size]);
      }
    };
    await walk(picked, '');
    return found;
  });
  const folder = 'own-F16-animals-merged';
  const names = [
    'README.md',
    ...['config.json', 'model.safetensors', 'tokenizer.json'].map((name) => `merged/${name}`),
  ];
  expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(names.map((name) => `${folder}/${name}`)));
  expect(new Map(files).get(`${folder}/merged/model.safetensors`)).toBeGreaterThan(2e6);

  // Its adapter, as the start of the next run: measured as it is, refused by a model of another shape.
  const zipped = await studio.download();
  await studio.goTo('model');
  await page
    .getByLabel('Choose zip')
    .and(page.locator('input'))
    .setInputFiles(await savedAs(zipped, 'first.zip'));
  await studio.idle();
  await expect(page.getByText('Training goes on from first')).toBeVisible();
  await page.getByRole('button', { name: 'Measure it on the test rows' }).click();
  await studio.idle();
  await expect(page.getByRole('row', { name: /^Base \d\.\d{4} / })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Adapter \d\.\d{4} / })).toBeVisible();
  await page.getByRole('radio', { name: 'small' }).click();
  await studio.idle();
  await expect(page.getByText(/first: the adapter does not fit this model: .*It was made for own-F16/)).toBeVisible();
  await expect(studio.start).toBeDisabled();
  await page.getByRole('radio', { name: 'own-F16' }).click();
  await studio.idle();
  await expectAccessible(page, 'an adapter to go on from');
  await expect(page.getByText('--model ./own-F16.gguf')).toBeVisible();
  await studio.set({ 'Stop after': '12' });
  await studio.start.click();
  await studio.untilStep(1);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/Paused at step \d+\. Saved\./)).toBeVisible({ timeout: 30_000 });

  // The run is kept; the model is not: its file stays where it lies.
  await studio.reload();
  await studio.goTo('train');
  await studio
    .kept(/animals/)
    .getByRole('button', { name: 'Resume' })
    .click();
  await expect(page.getByText('own-F16 is needed for this and is no longer open')).toBeVisible();
  await page.getByLabel('Choose its GGUF file').and(page.locator('input')).setInputFiles(own);
  await studio.untilStep(12);
  await studio.idle();

  await studio.reload();
  await studio.goTo('train');
  await studio
    .kept(/animals/)
    .getByRole('button', { name: 'See results' })
    .click();
  await studio.idle();
  await page.evaluate(() => Object.assign(window, { showDirectoryPicker: undefined, showSaveFilePicker: undefined }));
  await studio.goTo('export');
  await expect(page.getByText('own-F16 is needed for this and is no longer open')).toBeVisible();
  await page.getByLabel('Choose its GGUF file').and(page.locator('input')).setInputFiles(own);
  await studio.idle();
  const coming = page.waitForEvent('download');
  await save('Merged model as GGUF, Q8_0').click();
  const zip = await readArchive(await coming);
  expect(zip.names).toEqual(['README.md', 'gguf/Modelfile-q8_0', 'gguf/own-F16-animals-q8_0.gguf']);
  expect(zip.text('gguf/Modelfile-q8_0')).toContain('FROM ./own-F16-animals-q8_0.gguf');
  const gguf = zip.bytes('gguf/own-F16-animals-q8_0.gguf');
  expect(parseGgufHeader(gguf, gguf.length)?.metadata.text('general.name')).toBe('own-F16-animals');
  const second = await readArchive(await studio.download());
  expect(second.json('run.json').start).toMatchObject({ name: 'first', baseModel: 'own-F16' });
  expect(second.text('README.md')).toContain('Training went on from the adapter `first`');
  expect(second.json('run.json').evaluation.tuned.loss).not.toBe(
    (await readArchive(zipped)).json('run.json').evaluation.tuned.loss,
  );
});

/** The downloaded file under a name of its own. */
async function savedAs(download: Download, name: string) {
  return { name, mimeType: 'application/zip', buffer: readFileSync(await download.path()) };
}
