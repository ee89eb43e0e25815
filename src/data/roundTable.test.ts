import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestRemainder } from './largestRemainder.ts';
import { roundTable } from './roundTable.ts';

test('rounding leaves both sums exact and every cell within one of its share', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 });
  const shares = fc.constantFrom<number[][]>([80, 10, 10], [70, 20, 10], [34, 33, 33], [90, 10, 0], [98, 1, 1]);
  fc.assert(
    fc.property(sizes, shares, (rows, parts) => {
      const columns = largestRemainder(
        rows.reduce((a, b) => a + b, 0),
        parts,
      );
      const counts = roundTable(
        rows.map(() => parts),
        rows,
        columns,
      );
      expect(counts.map((line) => line.reduce((a, b) => a + b, 0))).toEqual(rows);
      expect(parts.map((_, j) => counts.reduce((sum, line) => sum + (line[j] as number), 0))).toEqual(columns);
      const total = parts.reduce((a, b) => a + b, 0);
      for (const [i, line] of counts.entries()) {
        for (const [j, count] of line.entries()) {
          expect(Math.abs(count - ((rows[i] as number) * (parts[j] as number)) / total)).toBeLessThan(1);
        }
      }
    }),
    {
      numRuns: 1000,
      examples: [
        [
          [19, 49, 5],
          [80, 10, 10],
        ], // needs the extra cost
        [
          [25, 19, 19, 19, 55],
          [70, 20, 10],
        ], // needs a third column
      ],
    },
  );
});

test('a row without wishes follows the columns', () => {
  expect(roundTable([[0, 0, 0]], [4], [2, 1, 1])).toEqual([[2, 1, 1]]);
});
