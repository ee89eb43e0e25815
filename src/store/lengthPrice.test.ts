import { expect, test } from 'vitest';
import type { LengthFacts } from '../workers/dataApi.ts';
import { longestRow, priceAt } from './lengthPrice.ts';

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
const facts: LengthFacts = { prices: { train: one, validation: none, test: one }, bins: [] };

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
