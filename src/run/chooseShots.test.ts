import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseShots } from './chooseShots.ts';

const example = (row: number, stratum: string | null) => ({ row, prompt: `q${row}`, completion: `a${row}`, stratum });

test('takes from each stratum in turn, the largest first, out of the shorter half', () => {
  // Of "a" rows 0 to 5, of "b" rows 6 to 9, of "c" row 10; lengths 10, 20, … within a stratum.
  const strata = ['a', 'a', 'a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'c'];
  const examples = strata.map((stratum, i) => example(i, stratum));
  const lengths = [10, 20, 30, 40, 50, 60, 10, 20, 30, 40, 10];
  const chosen = chooseShots(examples, { lengths, count: 4, room: 1000, seed: 1 });
  expect(chosen.map((i) => strata[i])).toEqual(['a', 'b', 'c', 'a']);
  expect([0, 1, 2]).toEqual(expect.arrayContaining([chosen[0], chosen[3]]));
  expect([6, 7]).toContain(chosen[1]);
  const others = Array.from({ length: 20 }, (_, seed) =>
    chooseShots(examples, { lengths, count: 4, room: 1000, seed }),
  );
  expect(new Set(others.map(String)).size).toBeGreaterThan(3);
});

test('shows fewer examples where no more fit, and none where none does', () => {
  const examples = [1, 2, 3].map((row) => example(row, null));
  const choose = (room: number) => chooseShots(examples, { lengths: [30, 30, 80], count: 3, room, seed: 7 });
  expect(choose(300)).toHaveLength(3);
  expect(choose(100).toSorted()).toEqual([0, 1]);
  expect(choose(40)).toHaveLength(1);
  expect(choose(20)).toEqual([]);
  expect(choose(-5)).toEqual([]);
});

test('the same seed gives the same examples, each once, never beyond the room or one that cannot be used', () => {
  const row = fc.record({ length: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constant(Number.POSITIVE_INFINITY)) });
  const rows = fc.array(fc.tuple(row, fc.constantFrom('x', 'y', null)), { maxLength: 30 });
  fc.assert(
    fc.property(rows, fc.nat(8), fc.integer({ min: -10, max: 400 }), fc.nat(), (all, count, room, seed) => {
      const examples = all.map(([, stratum], i) => example(i, stratum));
      const lengths = all.map(([{ length }]) => length);
      const chosen = chooseShots(examples, { lengths, count, room, seed });
      expect(chooseShots(examples, { lengths, count, room, seed })).toEqual(chosen);
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen.length).toBeLessThanOrEqual(count);
      expect(chosen.reduce((sum, i) => sum + (lengths[i] as number), 0)).toBeLessThanOrEqual(Math.max(0, room));
    }),
  );
});
