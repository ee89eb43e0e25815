import { expect, test } from 'vitest';
import { PHRASE_RULE } from '../evaluate/repeatedPhrases.ts';
import { unzip, zipFiles } from '../formats/zip.ts';
import { OUTPUT_NAMES, outputFiles } from './outputs.ts';
import { repack } from './repack.ts';
import { loraSettings } from './settings.ts';
import { EXAMPLE_ADAPTER, exampleRun } from './testing/exampleRun.ts';

const answer = { text: 'SECRET REPEATED', tokens: 2, stop: 'stop' as const };
const run = exampleRun({
  learning: {
    index: 0,
    prompt: 'SECRET QUESTION',
    reference: 'SECRET REFERENCE',
    answers: [{ percent: 0, step: 0, ...answer }],
  },
});
const example = { row: 0, prompt: 'SECRET ROW', completion: 'SECRET ROW', stratum: 'SECRET STRATUM' };
const files = outputFiles({
  run: {
    ...run,
    repeated: {
      rule: PHRASE_RULE,
      answers: 1,
      sharing: 1,
      phrases: [{ text: 'SECRET PHRASE', answers: 1 }],
    },
    judging: { ...run.judging, common: { secret: 1 } },
    predictions: run.predictions.map((one) => ({ ...one, base: answer, tuned: answer, stratum: 'SECRET' })),
  },
  adapter: EXAMPLE_ADAPTER,
  lastAdapter: EXAMPLE_ADAPTER,
  lora: loraSettings(run.config),
  parts: { train: [example], validation: [example], test: [example] },
  rowTokens: [{ index: 0, tokens: ['SECRET'], base: [1], tuned: [1], repeated: [] }],
  chatTemplate: '{{ messages }}',
  stops: { stop_strings: [], stop_token_ids: [], pad_token_id: null },
});
const archive = zipFiles(files);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('no file of the zip without rows holds a word of them', () => {
  expect(files.some(({ bytes }) => text(bytes).includes('SECRET'))).toBe(true);
  const { files: kept, archive: packed } = repack(archive, { rows: false });
  const names = kept.map(({ name }) => name);
  expect(names).toEqual(OUTPUT_NAMES.filter((name) => !name.endsWith('.jsonl')));
  expect(unzip(packed).map(({ name }) => name)).toEqual(names);
  for (const { name, bytes } of kept) expect(/secret/i.test(text(bytes)), name).toBe(false);
});

test('figures stay, and both the record and the model card say that the rows are not there', () => {
  const { files: kept } = repack(archive, { rows: false });
  const of = (name: string) => text(kept.find((file) => file.name === name)?.bytes ?? new Uint8Array());
  const record = JSON.parse(of('run.json'));
  expect(record).toMatchObject({ rowsLeftOut: true, evaluation: { tuned: { loss: 1.423 } } });
  expect(record.predictions[0]).toMatchObject({
    index: 0,
    tuned: { tokens: 2 },
    judged: { tuned: { class: 'matches' } },
  });
  expect(of('README.md')).toContain('were left out of this folder');
  expect(text(files.find(({ name }) => name === 'README.md')?.bytes ?? new Uint8Array())).not.toContain(
    'left out of this',
  );
});

test('with its rows the zip stays as it is; what is no zip of a run is refused', () => {
  expect(repack(archive, { rows: true }).archive).toBe(archive);
  expect(() => repack(zipFiles([{ name: 'run.json', bytes: new TextEncoder().encode('{}') }]), { rows: true })).toThrow(
    'did not read back',
  );
});
