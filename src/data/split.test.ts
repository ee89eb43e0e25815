import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, shuffle } from '../lib/random.ts';
import { refusal } from '../text/testing/refusal.ts';
import type { Example } from './examples.ts';
import { largestRemainder } from './largestRemainder.ts';
import { PART_NAMES, type Split, splitExamples, splitFingerprint } from './split.ts';

const RECIPE = { parts: [80, 10, 10], seed: 42 };

function examples(sizes: Readonly<Record<string, number>>): Example[] {
  return Object.entries(sizes).flatMap(([stratum, size]) =>
    Array.from({ length: size }, (_, i) => ({ row: i, prompt: `${stratum} ${i}?`, completion: `${i}.`, stratum })),
  );
}

const texts = (part: readonly Example[]) => part.map(({ prompt, completion }) => `${prompt} ${completion}`).sort();
const countIn = (split: Split, stratum: string) =>
  PART_NAMES.map((name) => split[name].filter((example) => example.stratum === stratum).length);

/** Rows of up to five strata; about one in five repeats the question of another with an answer of its own. */
const anyExamples = fc
  .array(fc.record({ stratum: fc.nat(4), repeats: fc.integer({ min: 0, max: 9 }) }), { minLength: 30, maxLength: 150 })
  .map((rows) =>
    rows.map(({ stratum, repeats }, row): Example => {
      const asked = repeats < 2 ? Math.floor(row / 2) : row;
      return { row, prompt: `Question ${asked}?`, completion: `Answer ${row}.`, stratum: `stratum ${stratum}` };
    }),
  );

test('sizes are exact over all strata and as near as whole rows allow in each', () => {
  const split = splitExamples(
    examples({ GARD: 2365, NIDDK: 117, NHLBI: 84, CancerGov: 82, SeniorHealth: 80, CDC: 20 }),
    RECIPE,
  );
  expect(PART_NAMES.map((name) => split[name].length)).toEqual([2198, 275, 275]);
  expect(split.wanted).toEqual({ train: 2198, validation: 275, test: 275 });
  for (const { name, count, pooled } of split.strata) {
    expect(pooled).toBe(false);
    for (const [part, rows] of countIn(split, name).entries()) {
      expect(Math.abs(rows - (count * (RECIPE.parts[part] as number)) / 100)).toBeLessThan(1);
    }
  }
});

test('every row is in one part, all rows of a question in the same', () => {
  fc.assert(
    fc.property(anyExamples, fc.nat(), (rows, seed) => {
      const split = splitExamples(rows, { parts: [70, 15, 15], seed });
      const all = PART_NAMES.flatMap((name) => split[name]);
      expect(all.map(({ row }) => row).sort((a, b) => a - b)).toEqual(rows.map(({ row }) => row));
      const parts = new Map<string, string>();
      for (const name of PART_NAMES) {
        for (const { prompt } of split[name])
          expect(parts.set(prompt, parts.get(prompt) ?? name).get(prompt)).toBe(name);
      }
    }),
  );
});

test('sizes stay exact with repeated questions among enough single ones', () => {
  fc.assert(
    fc.property(anyExamples, fc.nat(), (rows, seed) => {
      const parts = [70, 15, 15];
      const split = splitExamples(rows, { parts, seed });
      expect(PART_NAMES.map((name) => split[name].length)).toEqual(largestRemainder(rows.length, parts));
    }),
  );
});

test('every stratum that is not pooled is in every part', () => {
  const sizes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 40 }), {
    minKeys: 2,
  });
  fc.assert(
    fc.property(sizes, fc.nat(), (counts, seed) => {
      const rows = examples({ ...counts, large: 50 });
      const split = splitExamples(rows, { parts: [80, 10, 10], seed });
      for (const { name, count, pooled } of split.strata) {
        expect(pooled).toBe(count < 10);
        if (!pooled) expect(Math.min(...countIn(split, name))).toBeGreaterThan(0);
      }
    }),
  );
});

test('the split depends on texts and seed, not on the order of the rows', () => {
  fc.assert(
    fc.property(anyExamples, fc.nat(), fc.nat(), (rows, seed, order) => {
      const split = splitExamples(rows, { parts: [70, 15, 15], seed });
      const again = splitExamples(shuffle(rows, createRandom(order)), { parts: [70, 15, 15], seed });
      for (const name of PART_NAMES) expect(texts(again[name])).toEqual(texts(split[name]));
      expect(again.fingerprint).toBe(split.fingerprint);
    }),
  );
});

test('another seed gives another split; a part keeps the order of the file', () => {
  const rows = examples({ a: 60, b: 40 });
  const split = splitExamples(rows, RECIPE);
  const other = splitExamples(rows, { ...RECIPE, seed: 43 });
  expect(texts(other.test)).not.toEqual(texts(split.test));
  expect(other.fingerprint).not.toBe(split.fingerprint);
  const places = split.train.map((example) => rows.indexOf(example));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('one more row moves few others', () => {
  const rows = examples({ a: 600, b: 400 });
  const before = splitExamples(rows, RECIPE);
  const after = splitExamples([...rows, { row: 0, prompt: 'new', completion: 'x', stratum: 'a' }], RECIPE);
  const moved = before.test.filter((example) => !after.test.includes(example));
  expect(moved.length).toBeLessThanOrEqual(2);
});

test('rare strata are pooled, named and counted', () => {
  const split = splitExamples(examples({ big: 90, small: 6, tiny: 4 }), RECIPE);
  expect(split.strata).toEqual([
    { name: 'big', count: 90, pooled: false },
    { name: 'small', count: 6, pooled: true },
    { name: 'tiny', count: 4, pooled: true },
  ]);
  const pool = PART_NAMES.map((name) => split[name].filter(({ stratum }) => stratum !== 'big').length);
  expect(pool).toEqual([8, 1, 1]);
});

test('without strata all rows are one stratum', () => {
  const rows = examples({ a: 20 }).map((example) => ({ ...example, stratum: null }));
  const split = splitExamples(rows, RECIPE);
  expect(split.strata).toEqual([{ name: 'all rows', count: 20, pooled: false }]);
  expect(split.repeatedPrompts).toBe(0);
});

test('repeated questions that do not fit give the nearest sizes, and both are reported', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({
    row: i,
    prompt: `${i >> 2}`,
    completion: `${i}`,
    stratum: null,
  }));
  const split = splitExamples(rows, { parts: [60, 20, 20], seed: 1 });
  expect(PART_NAMES.map((name) => split[name].length)).toEqual([12, 4, 4]);
  const uneven = splitExamples(rows, { parts: [65, 20, 15], seed: 1 });
  expect(uneven.wanted).toEqual({ train: 13, validation: 4, test: 3 });
  expect(PART_NAMES.map((name) => uneven[name].length)).toEqual([12, 4, 4]);
  expect(uneven.repeatedPrompts).toBe(5);
});

test('the fingerprint tells which text is in which part, not in which order', () => {
  const { train, validation, test: held } = splitExamples(examples({ a: 30 }), RECIPE);
  const fingerprint = splitFingerprint({ train, validation, test: held });
  expect(splitFingerprint({ train: train.toReversed(), validation, test: held })).toBe(fingerprint);
  expect(splitFingerprint({ train, validation: held, test: validation })).not.toBe(fingerprint);
});

test.each([
  [[80, 20], '80,20'],
  [[0, 50, 50], '0,50,50'],
  [[80, -10, 30], '80,-10,30'],
  [[80, Number.NaN, 10], '80,NaN,10'],
])('shares that are no split are refused: %j', (parts, shown) => {
  expect(refusal(() => splitExamples(examples({ a: 30 }), { parts, seed: 1 }))).toBe(
    `split: ${shown} is not a split. Give three shares for train, validation and test, such as 80,10,10; train must be more than 0.`,
  );
});

test('too few examples for a part are refused', () => {
  expect(refusal(() => splitExamples(examples({ a: 4 }), RECIPE))).toBe(
    'split: 4 examples are too few for 80/10/10: the test part would be empty. Choose more rows or larger shares.',
  );
  expect(splitExamples(examples({ a: 4 }), { parts: [75, 0, 25], seed: 1 }).validation).toEqual([]);
});
