import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Example } from '../data/examples.ts';
import { cutRow, type EncodedExample } from '../data/tokens.ts';
import { rowLengths } from '../run/rowLengths.ts';
import type { LengthFacts } from '../workers/dataApi.ts';
import { lengthFacts } from '../workers/lengthFacts.ts';
import { lengthsAt, longestRow, priceAt } from './lengthPrice.ts';

/** One row of 2 prompt and 2 answer tokens, the last of which ends it. */
const one = {
  rows: 1,
  longest: 4,
  tokens: Float64Array.of(0, 1, 2, 3, 4),
  squares: Float64Array.of(0, 1, 4, 9, 16),
  supervised: Float64Array.of(0, 0, 0, 1, 2),
  cut: Int32Array.of(1, 1, 1, 1, 0),
  noEnd: Int32Array.of(1, 1, 1, 1, 0),
  noAnswer: Int32Array.of(1, 1, 1, 0, 0),
  sharedToken: 0,
};
const none = {
  rows: 0,
  longest: 0,
  tokens: Float64Array.of(0),
  squares: Float64Array.of(0),
  supervised: Float64Array.of(0),
  cut: Int32Array.of(0),
  noEnd: Int32Array.of(0),
  noAnswer: Int32Array.of(0),
  sharedToken: 0,
};
const facts: LengthFacts = {
  prices: { train: one, validation: none, test: one },
  bins: [],
  longest: [4, 4],
  longestPrompt: 2,
};

test('prices of all parts are added up at a length, and stay beyond the longest row', () => {
  expect(priceAt(facts, 3)).toEqual({
    rows: 2,
    tokens: 6,
    trainTokens: 3,
    supervised: 2,
    lostAnswerTokens: 2,
    faults: { cut: 2, noEnd: 2, noAnswer: 0, sharedToken: 0 },
    longest: 3,
    emptyParts: [],
  });
  expect(priceAt(facts, 4)).toEqual(priceAt(facts, 4000));
  expect(longestRow(facts.prices)).toBe(4);
});

test('parts that would train nothing are named; a part without rows is none of them', () => {
  expect(priceAt(facts, 2).emptyParts).toEqual(['train', 'test']);
});

/** Rows of a prompt and an answer, in three parts. */
const parts = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 12 }).map((list) => {
  const examples = list.map(([promptTokens, answer], row) => ({
    example: { row, prompt: '', completion: '', stratum: null },
    encoded: { ids: new Uint32Array(promptTokens + answer), promptTokens, endTokens: 0, promptIsPrefix: true },
  }));
  const third = (at: number) => examples.filter((_, i) => i % 3 === at);
  return { examples, train: third(0), validation: third(1), test: third(2) };
});

test('the lengths looked up are those of the rows cut at that length', () => {
  fc.assert(
    fc.property(parts, fc.integer({ min: 1, max: 25 }), ({ examples, ...split }, maxLength) => {
      const encoded = new Map<Example, EncodedExample>(examples.map((one) => [one.example, one.encoded]));
      const of = (name: keyof typeof split) => split[name].map(({ example }) => example);
      const cut = (name: keyof typeof split) => ({
        examples: of(name),
        rows: split[name].map((one) => cutRow(one.encoded, maxLength)),
      });
      const known = lengthFacts(
        { train: of('train'), validation: of('validation'), test: of('test') },
        (example) => encoded.get(example) as EncodedExample,
      );
      expect(lengthsAt(known, maxLength)).toEqual(
        rowLengths({ parts: { train: cut('train'), validation: cut('validation'), test: cut('test') } }),
      );
    }),
  );
});
