import { expect, test } from 'vitest';
import { parseTemplate } from '../text/promptTemplate.ts';
import { laterRefusal } from '../text/testing/refusal.ts';
import { buildExamples } from './examples.ts';
import { tableOf } from './testing/csvText.ts';

const TABLE = await tableOf(
  ['kind', 'Q', 'A', 'where'],
  [
    ['fruit', 'Sweet?', 'Yes.', 'tree'],
    ['fruit', ' ', 'Yes.', 'tree'],
    ['fruit', 'Sour?', '\n', 'tree'],
    ['fruit', 'Sweet?', ' Yes. ', 'shrub'],
    ['fruit', 'Sweet?', 'No.', ''],
    ['', '', 'No.', ''],
  ],
);
const ALL = [0, 1, 2, 3, 4, 5];
const prompt = parseTemplate('{{kind}}: {{Q}}', 'prompt');
const completion = parseTemplate('{{A}}', 'completion');

test('rows become prompt, completion and stratum', async () => {
  const { examples } = await buildExamples(TABLE, [4, 0], { prompt, completion, stratify: 'where' });
  expect(examples).toEqual([
    { row: 4, prompt: 'fruit: Sweet?', completion: 'No.', stratum: '(empty)' },
    { row: 0, prompt: 'fruit: Sweet?', completion: 'Yes.', stratum: 'tree' },
  ]);
  expect((await buildExamples(TABLE, [0], { prompt, completion, stratify: null })).examples[0]?.stratum).toBeNull();
});

test('rows without answer or without any prompt cell, and repetitions, are left out and counted', async () => {
  const { examples, left } = await buildExamples(TABLE, ALL, { prompt, completion, stratify: null });
  expect(examples.map(({ row }) => row)).toEqual([0, 1, 4]);
  expect(left).toEqual({ empty: 2, duplicates: 1, emptyRows: [2, 5], duplicateRows: [3] });
});

test('unknown columns of templates and strata are named', async () => {
  const settings = { prompt, completion, stratify: null };
  expect(
    await laterRefusal(buildExamples(TABLE, ALL, { ...settings, prompt: parseTemplate('{{Question}}', 'prompt') })),
  ).toBe('prompt: there is no column "Question". Columns: kind, Q, A, where.');
  expect(await laterRefusal(buildExamples(TABLE, ALL, { ...settings, stratify: 'source' }))).toBe(
    'a.csv, stratify: there is no column "source". Columns: kind, Q, A, where.',
  );
});

test('no rows and nothing but empty rows are refused', async () => {
  const settings = { prompt, completion, stratify: null };
  const remedy = 'Check the templates; they use the columns "kind", "Q", "A".';
  expect(await laterRefusal(buildExamples(TABLE, [], settings))).toBe(`a.csv: no rows were chosen. ${remedy}`);
  expect(await laterRefusal(buildExamples(TABLE, [2, 5], settings))).toBe(
    `a.csv: none of the 2 chosen rows has both a prompt and a completion. ${remedy}`,
  );
  expect(await laterRefusal(buildExamples(TABLE, [2], settings))).toBe(
    `a.csv: the one chosen row has no prompt or no completion. ${remedy}`,
  );
});
