import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laterRefusal } from '../text/testing/refusal.ts';
import type { Example } from './examples.ts';
import { toJsonl } from './jsonlParts.ts';
import { openData } from './openData.ts';
import { partByName } from './openExamples.ts';
import { splitExamples, splitFingerprint } from './split.ts';
import { contentOf, fileOf } from './testing/csvText.ts';

const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

async function examplesOf(...files: File[]) {
  const data = await openData(files);
  if (data.kind !== 'examples') throw new Error('a table');
  return data;
}

test('prompt and completion are taken as they are, white space and all', async () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() !== '');
  const example: fc.Arbitrary<Example> = fc.record({
    row: fc.nat(),
    prompt: text,
    completion: text,
    stratum: fc.option(fc.string()),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(example, { minLength: 1 }), async (part) => {
      expect((await examplesOf(fileOf('a.jsonl', toJsonl(part)))).examples).toEqual(part);
    }),
  );
});

test('the three files of a run are the same split again, whatever their order', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => ({
    row,
    prompt: `Q ${row}\n"?"`,
    completion: `A ${row}`,
    stratum: `s ${row % 2}`,
  }));
  const split = splitExamples(rows, { parts: [80, 10, 10], seed: 3 });
  const file = (name: 'train' | 'validation' | 'test') => fileOf(`${name}.jsonl`, toJsonl(split[name]));
  const { parts } = await examplesOf(file('test'), file('train'), file('validation'));
  expect(parts).toEqual({ train: split.train, validation: split.validation, test: split.test });
  expect(parts && splitFingerprint(parts)).toBe(split.fingerprint);
});

test('two files, or three that are no parts, are appended', async () => {
  const one = lines({ prompt: 'a', completion: 'b' });
  const data = await examplesOf(fileOf('train.jsonl', one), fileOf('test.jsonl', one));
  expect(data.parts).toBeNull();
  expect(data.examples).toHaveLength(2);
  expect((await examplesOf(...['a', 'b', 'c'].map((name) => fileOf(`${name}.jsonl`, one)))).parts).toBeNull();
});

test.each([
  ['train.jsonl', 'train'],
  ['my-validation (1).jsonl', 'validation'],
  ['val.jsonl', 'validation'],
  ['TEST.jsonl', 'test'],
  ['latest.jsonl', null],
])('%s is %s', (name, part) => {
  expect(partByName(name)).toBe(part);
});

test('chats: system text and question are the prompt, the last answer is the completion', async () => {
  const user = { role: 'user', content: 'Hi?' };
  const answer = { role: 'assistant', content: 'Hello.' };
  const content = lines(
    { messages: [user, answer] },
    { messages: [{ role: 'system', content: 'Be kind.' }, user, answer] },
    { messages: [user, answer, { role: 'user', content: 'And?' }, { role: 'assistant', content: 'Bye.' }] },
  );
  const { examples } = await examplesOf(fileOf('chat.jsonl', content));
  expect(examples.map(({ prompt, completion }) => [prompt, completion])).toEqual([
    ['Hi?', 'Hello.'],
    ['Be kind.\n\nHi?', 'Hello.'],
    ['User: Hi?\nAssistant: Hello.\nUser: And?', 'Bye.'],
  ]);
});

test('bad lines are named and the good ones stay', async () => {
  const good = lines({ prompt: 'p', completion: 'c' });
  const content = `${good}[1]\n{"prompt":\n\n${lines(
    { prompt: 'p' },
    { prompt: ['p'], completion: 'c' },
    { prompt: 'p', completion: ' ' },
    { messages: [{ role: 'user', content: 'x' }] },
  )}${good}`;
  const data = await examplesOf(fileOf('a.jsonl', content));
  expect(data.examples).toHaveLength(2);
  expect(data.problems.map(({ row, what }) => `${row}: ${what.replace(/\(Unexp.*|\(Expected.*/, '')}`)).toEqual([
    '2: not a JSON object',
    '3: not valid JSON ',
    '5: has no "completion" (fields found: prompt)',
    '6: "prompt" is not a text',
    '7: "completion" is blank',
    '8: the last message is not the assistant’s',
  ]);
  expect(await data.rawText(data.problems[0] as (typeof data.problems)[number])).toBe('[1]\n');
});

test('other objects are rows of a table, also beside a CSV and in a .json list', async () => {
  const data = await openData([
    fileOf('a.csv', 'question,answer\nq1,a1\n'),
    fileOf('b.jsonl', `${lines({ answer: 'a2', question: 'é "2"', n: 5 })}\n${lines({ question: null, tags: ['x'] })}`),
    fileOf('c.json', JSON.stringify([{ question: 'q4', answer: 'a4' }])),
  ]);
  if (data.kind !== 'table') throw new Error('no table');
  expect(data.table.columns).toEqual(['question', 'answer', 'n', 'tags']);
  expect(await contentOf(data.table)).toEqual({
    rows: [
      ['q1', 'a1', '', ''],
      ['é "2"', 'a2', '5', ''],
      ['', '', '', '["x"]'],
      ['q4', 'a4', '', ''],
    ],
    numbers: [2, 1, 3, 1],
  });
});

test('files with nothing in them are refused', async () => {
  expect(await laterRefusal(openData([fileOf('a.jsonl', '\n')]))).toBe(
    'a.jsonl: the file is empty. Choose a file with rows.',
  );
  expect(await laterRefusal(openData([fileOf('a.json', '{}')]))).toBe(
    'a.json: holds no list. Write [{…}, {…}], or one object per line.',
  );
});
