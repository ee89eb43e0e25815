import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ColumnCounts, describeStratum, MOST_VALUES, proposeStratum } from './stratum.ts';

const column = (name: string, counts: Readonly<Record<string, number>>): ColumnCounts => ({
  name,
  counts: new Map(Object.entries(counts)),
});
const unique = (name: string): ColumnCounts => ({ name, counts: null });
const propose = (columns: readonly ColumnCounts[], filtered: readonly string[] = []) =>
  proposeStratum(columns, new Set(filtered), 0.1);

test('the recipe: the source, with the share of its largest, and why the other columns were passed over', () => {
  const proposal = propose(
    [
      column('qtype', { symptoms: 2748 }),
      unique('Question'),
      column('source', { GARD: 2365, NIDDK: 117, NHLBI: 84, CancerGov: 82, SeniorHealth: 80, CDC: 20 }),
      column('semantic_group', { Disorders: 2728, '': 20 }),
    ],
    ['qtype'],
  );
  expect(proposal.choice).toEqual({ column: 'source', values: 6, largest: { value: 'GARD', share: 2365 / 2748 } });
  expect(proposal.unfit).toEqual([
    { column: 'qtype', reason: 'filtered' },
    { column: 'Question', reason: 'manyValues' },
    { column: 'semantic_group', reason: 'lopsided' },
  ]);
});

test('few balanced values go before many, and balanced before lopsided', () => {
  const even = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${i}`, 40]));
  const { choice, others } = propose([
    column('twenty', even(20)),
    column('four', even(4)),
    column('uneven', { a: 300, b: 20 }),
  ]);
  expect([choice, ...others].map((one) => one?.column)).toEqual(['four', 'twenty', 'uneven']);
});

test('values too rare to stand in every part do not count', () => {
  expect(propose([column('year', { 1999: 4, 2000: 5, 2001: 6 })]).unfit).toEqual([
    { column: 'year', reason: 'rareValues' },
  ]);
  expect(propose([column('year', { 1999: 10, 2000: 12 })]).choice?.column).toBe('year');
});

test('what is proposed is never filtered, constant or nearly unique', () => {
  const counts = fc.dictionary(fc.string({ maxLength: 2 }), fc.integer({ min: 1, max: 60 }), {
    minKeys: 1,
    maxKeys: 50,
  });
  const columns = fc.array(fc.record({ counts: fc.option(counts), filtered: fc.boolean() }), { maxLength: 6 });
  fc.assert(
    fc.property(columns, (list) => {
      const named = list.map(({ counts: found }, i) => ({
        name: `c${i}`,
        counts: found && new Map(Object.entries(found)),
      }));
      const filtered = new Set(named.filter((_, i) => list[i]?.filtered).map(({ name }) => name));
      const { choice, others, unfit } = proposeStratum(named, filtered, 0.1);
      for (const fit of choice === null ? [] : [choice, ...others]) {
        expect(filtered.has(fit.column)).toBe(false);
        expect(fit.values).toBeGreaterThanOrEqual(2);
        expect(fit.values).toBeLessThanOrEqual(MOST_VALUES);
        expect(fit.largest.share).toBeLessThan(1);
      }
      expect(unfit.length + others.length + (choice === null ? 0 : 1)).toBe(list.length);
    }),
  );
});

test('a column in use is described, one with too many values is not', () => {
  expect(describeStratum(column('kind', { '': 750, 'a b': 750 }))).toEqual({
    column: 'kind',
    values: 2,
    largest: { value: '', share: 0.5 },
  });
  expect(describeStratum(unique('id'))).toBeNull();
});
