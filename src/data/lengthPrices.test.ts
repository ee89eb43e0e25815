import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditRows } from './audit.ts';
import { priceLengths } from './lengthPrices.ts';

const rows = fc.array(
  fc
    .record({ prompt: fc.nat(12), answer: fc.nat(12), ends: fc.boolean(), promptIsPrefix: fc.boolean() })
    .map(({ prompt, answer, ends, promptIsPrefix }) => ({
      ids: { length: prompt + answer },
      promptTokens: prompt,
      endTokens: ends && answer > 0 ? prompt + answer : 0,
      promptIsPrefix,
    })),
  { maxLength: 12 },
);

test('a price looked up is what the audit counts at that length', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 30 }), (list, maxLength) => {
      const prices = priceLengths(list);
      const at = Math.min(maxLength, prices.longest);
      const audit = auditRows(list, maxLength);
      expect({
        rows: prices.rows,
        longest: prices.longest,
        tokens: prices.tokens[at],
        supervised: prices.supervised[at],
        faults: {
          cut: prices.cut[at],
          noEnd: prices.noEnd[at],
          noAnswer: prices.noAnswer[at],
          sharedToken: prices.sharedToken,
        },
      }).toEqual({
        rows: audit.rows,
        longest: audit.longest,
        tokens: audit.tokens,
        supervised: audit.supervised,
        faults: audit.faults,
      });
      expect(prices.squares[at]).toBe(list.reduce((sum, { ids }) => sum + Math.min(ids.length, maxLength) ** 2, 0));
    }),
    { numRuns: 500 },
  );
});
