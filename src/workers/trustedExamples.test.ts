import { expect, test } from 'vitest';
import { unzip } from '../formats/zip.ts';
import { defaultConfig } from '../run/config.ts';
import { demoTokenizer } from '../text/testing/demoTokenizer.ts';
import { createDataSession } from './dataSession.ts';

const choices = {
  ...defaultConfig(),
  model: 'mini',
  modelsUrl: '',
  prompt: '{{Question}}',
  completion: '{{Answer}}',
};

/** Forty rows on two topics, of which every tenth repeats the question of the one before it, and one row without an answer. */
function csv(): File {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const asked = i % 10 === 9 ? i - 1 : i;
    return `fact,What is number ${asked}${i % 10 === 9 ? ' ?' : '?'},It is number ${i} of all the numbers that there are.,${i % 2 ? 'odd' : 'even'}`;
  });
  return new File([['kind,Question,Answer,topic', ...rows, 'fact,What else?,,odd', ''].join('\n')], 'rows.csv');
}

async function openSession(...files: File[]) {
  const session = createDataSession(async () => demoTokenizer('mini'));
  await session.open(files.length > 0 ? files : [csv()], { encoding: 'auto', delimiter: 'auto' }, () => undefined);
  return session;
}

test('the proposed column is taken while it is followed, and described with its reasons', async () => {
  const session = await openSession();
  const followed = await session.prepare(choices, true);
  expect(followed.stratum).toMatchObject({
    auto: true,
    column: 'topic',
    inUse: { values: 2, largest: { value: 'odd' } },
  });
  expect(followed.stratum?.proposal.unfit).toContainEqual({ column: 'kind', reason: 'constant' });
  expect(followed.strata.map(({ name }) => name)).toEqual(['even', 'odd']);
  const filtered = await session.prepare({ ...choices, where: ['topic=odd'] }, true);
  expect(filtered.stratum).toMatchObject({ column: null, inUse: null });
  expect(filtered.strata).toEqual([]);
  const chosen = await session.prepare({ ...choices, stratify: 'kind' }, false);
  expect(chosen.stratum).toMatchObject({ auto: false, column: 'kind', inUse: { values: 1 } });
});

test('any row can be picked, and one that is not used says why and gives the next', async () => {
  const session = await openSession();
  const at = (number: number) => session.pickRow({ ...choices, where: ['topic=even'] }, { kind: 'number', number });
  expect(await at(4)).toMatchObject({ row: 4, position: 1, prompt: 'What is number 2?', instead: null });
  expect(await at(3)).toMatchObject({ row: 4, instead: { number: 3, reason: 'filtered' } });
  expect(await at(99)).toMatchObject({ row: 40, instead: { number: 99, reason: 'none' } });
  const all = await session.pickRow(choices, { kind: 'number', number: 42 });
  expect(all).toMatchObject({ row: 41, instead: { number: 42, reason: 'empty' } });
  const before = await session.pickRow(choices, { kind: 'position', position: -1 });
  expect(before).toMatchObject({ row: 41, position: 39, count: 40 });
  expect(['train', 'validation', 'test']).toContain(before.part);
});

test('a row can be looked at although there are too few for a split', async () => {
  const session = await openSession(new File(['Question,Answer\nWhy?,So.\n'], 'one.csv'));
  await expect(session.prepare(choices, true)).rejects.toThrow('too few');
  expect(await session.pickRow(choices, { kind: 'position', position: 5 })).toMatchObject({ row: 2, part: null });
});

test('a row in tokens is the text that the model meets, its end token among the learned ones', async () => {
  const session = await openSession();
  const { pieces, promptTokens, endTokens } = await session.rowTokens(choices, 0);
  const text = (from: number, to: number) =>
    pieces
      .slice(from, to)
      .map((piece) => piece.text)
      .join('');
  expect(text(0, promptTokens)).toContain('What is number 0?');
  expect(text(promptTokens, endTokens)).toBe('It is number 0 of all the numbers that there are.<|im_end|>');
});

test('copies are found between the parts and kept together on request', async () => {
  const session = await openSession();
  const free = await session.checkLeaks(choices);
  expect(free.byKind.question).toBe(free.rows.validation + free.rows.test);
  const kept = { ...choices, keepTogether: true };
  expect((await session.checkLeaks(kept)).groupCount).toBe(0);
  const { fingerprint } = await session.prepare(choices, false);
  if (free.groupCount > 0) expect((await session.prepare(kept, false)).fingerprint).not.toBe(fingerprint);
});

test('another question in between does not turn every row into a copy', async () => {
  const session = await openSession();
  const alone = await session.checkLeaks(choices);
  await session.rowTokens({ ...choices, completion: 'Well: {{Answer}}', model: 'mini', modelsUrl: '' }, 0);
  expect(await session.checkLeaks(choices)).toEqual(alone);
});

test('a saved split, opened again, is the same split', async () => {
  const session = await openSession();
  const kept = { ...choices, keepTogether: true, stratify: 'topic' };
  const { fingerprint, counts } = await session.prepare(kept, false);
  const files = unzip(new Uint8Array(await (await session.saveSplit(kept)).arrayBuffer())).map(
    ({ name, bytes }) => new File([bytes.slice()], name),
  );
  expect(files.map(({ name }) => name).sort()).toEqual(['test.jsonl', 'train.jsonl', 'validation.jsonl']);
  const again = await openSession(...files);
  const back = await again.prepare({ ...choices, seed: 7, split: [50, 25, 25] }, true);
  expect(back).toMatchObject({ fingerprint, counts, given: true });
});

test('lengths are measured once and priced at any maximum; the rows of a fault are named', async () => {
  const session = await openSession();
  const seen: number[] = [];
  const { prices, bins } = await session.measure(choices, (done) => seen.push(done));
  expect(seen.at(-1)).toBe(40);
  expect(prices.train.rows).toBe(32);
  expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(40);
  const maxLength = prices.train.longest - 1;
  const cut = await session.faultyRows({ ...choices, maxLength }, 'cut');
  const expected = (['train', 'validation', 'test'] as const).map((part) => prices[part].cut[maxLength] ?? 0);
  expect(cut).toHaveLength(expected.reduce((sum, count) => sum + count, 0));
  expect(cut[0]).toMatchObject({ lostTokens: expect.any(Number), text: expect.stringContaining('there are.') });
  const { audits } = await session.tokenise({ ...choices, maxLength });
  expect(audits.train.faults.cut).toBe(expected[0]);
});

test('measuring can be stopped, and other rows take the place of those under way', async () => {
  const session = await openSession();
  const stopped = session.measure(choices, () => undefined);
  const other = session.measure({ ...choices, seed: 5 }, () => undefined);
  await expect(stopped).rejects.toThrow('Stopped.');
  expect((await other).prices.train.rows).toBe(32);
});
