import { expect, test } from 'vitest';
import { defaultConfig } from '../run/config.ts';
import { createDataSession } from './dataSession.ts';

const choices = { ...defaultConfig(), prompt: '{{Question}}', completion: '{{Answer}}' };
const noTokenizer = () => Promise.reject(new Error('not needed'));

const open = (session: ReturnType<typeof createDataSession>, ...files: File[]) =>
  session.open(files, { encoding: 'auto', delimiter: 'auto' }, () => undefined);

function csvFile(rows: number): File {
  const lines = Array.from({ length: rows }, (_, i) => `Question ${i},Answer ${i},${i % 2 ? 'odd' : 'even'}`);
  return new File([`Question,Answer,kind\n${lines.join('\n')}\n`], 'rows.csv');
}

test('answers with counts and samples of a CSV, and numbers rows as a spreadsheet does', async () => {
  const session = createDataSession(noTokenizer);
  const facts = await open(session, csvFile(40));
  expect(facts).toMatchObject({ fileName: 'rows.csv', kind: 'table', rowCount: 40, warnings: [] });
  expect(facts.columns[2]).toEqual({
    name: 'kind',
    values: [
      { value: 'even', count: 20 },
      { value: 'odd', count: 20 },
    ],
    more: false,
    distinct: 2,
    emptyRows: 0,
  });
  const preparation = await session.prepare({ ...choices, where: ['kind=odd'], stratify: null });
  expect(preparation).toMatchObject({ rowCount: 40, matched: 20, examples: 20, strata: [], given: false });
  expect(preparation.counts).toEqual({ train: 16, validation: 2, test: 2 });
  const used = { ...choices, where: ['kind=odd'], stratify: null };
  const first = await session.pickRow(used, { kind: 'position', position: 0 });
  expect(first).toMatchObject({ row: 3, position: 0, count: 20, prompt: 'Question 1', instead: null });
});

test('a limit shortens every part, as on the command line', async () => {
  const session = createDataSession(noTokenizer);
  await open(session, csvFile(40));
  expect((await session.prepare({ ...choices, limit: 3 })).counts).toEqual({ train: 3, validation: 3, test: 3 });
});

test('a column with more values than can be offered says so', async () => {
  const session = createDataSession(noTokenizer);
  const facts = await open(session, csvFile(300));
  expect(facts.columns[0]).toMatchObject({ more: true });
  expect(facts.columns[0]?.values).toHaveLength(200);
});

test('a JSONL file brings its examples as they are', async () => {
  const session = createDataSession(noTokenizer);
  const lines = Array.from({ length: 10 }, (_, i) => JSON.stringify({ prompt: `a\n${i}`, completion: 'b' }));
  const facts = await open(session, new File([lines.join('\n')], 'train.jsonl'));
  expect(facts).toMatchObject({ kind: 'examples', rowCount: 10, columns: [] });
  expect((await session.pickRow(choices, { kind: 'position', position: 3 })).prompt).toBe('a\n3');
});

test('a JSONL file that is not UTF-8 is refused', async () => {
  const session = createDataSession(noTokenizer);
  const file = new File([Uint8Array.from([0x7b, 0xe9, 0x7d])], 'train.jsonl');
  await expect(open(session, file)).rejects.toThrow('train.jsonl, line 1: not valid JSON');
});

test('after a file that cannot be read the one before it is gone', async () => {
  const session = createDataSession(noTokenizer);
  await open(session, csvFile(20));
  await expect(open(session, new File([''], 'empty.csv'))).rejects.toThrow('empty.csv');
  await expect(session.prepare(choices)).rejects.toThrow('no file is open');
});
