import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binLengths } from './lengthHistogram.ts';

const row = (prompt: number, length: number) => ({ ids: new Uint32Array(length), promptTokens: prompt });

test('rows of like length share a bin; the few longest share the last', () => {
  const rows = [...Array.from({ length: 99 }, (_, i) => row(1, i + 1)), row(10, 5000)];
  const bins = binLengths(rows);
  expect(bins[0]).toEqual({ from: 1, to: 4, rows: 4, promptTokens: 4, answerTokens: 6 });
  expect(binLengths(rows.slice(0, 99)).at(-1)).toMatchObject({ from: 97, to: 100 });
  expect(bins.at(-1)).toEqual({ from: 101, to: null, rows: 1, promptTokens: 10, answerTokens: 4990 });
  expect(binLengths([])).toEqual([]);
});

test('no row and no token is lost', () => {
  const lengths = fc.array(fc.tuple(fc.nat(50), fc.oneof(fc.nat(60), fc.nat(9000))), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(lengths, (list) => {
      const bins = binLengths(list.map(([prompt, length]) => row(prompt, length)));
      const sum = (pick: (bin: (typeof bins)[number]) => number) => bins.reduce((total, bin) => total + pick(bin), 0);
      expect(sum(({ rows }) => rows)).toBe(list.length);
      expect(sum(({ promptTokens, answerTokens }) => promptTokens + answerTokens)).toBe(
        list.reduce((total, [, length]) => total + length, 0),
      );
      for (const [i, { from }] of bins.entries()) if (i > 0) expect(from).toBe((bins[i - 1]?.to ?? 0) + 1);
      expect(bins.length).toBeLessThanOrEqual(33);
    }),
  );
});
