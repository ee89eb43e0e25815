import { expect, test } from 'vitest';
import { auditTokens, refuseReason } from './audit.ts';
import type { TokenisedRow } from './tokens.ts';

/** A row of `full` tokens of which `prompt` are the prompt's, cut at 10. */
function row(prompt: number, full: number, changes: Partial<TokenisedRow> = {}): TokenisedRow {
  const length = Math.min(full, 10);
  return {
    ids: new Uint32Array(length),
    supervised: new Uint8Array(length).fill(1, Math.min(prompt, length)),
    promptTokens: prompt,
    fullTokens: full,
    hasEnd: full <= 10,
    promptIsPrefix: true,
    ...changes,
  };
}

test('rows, tokens and what a cut costs are counted', () => {
  expect(auditTokens([row(4, 8), row(6, 13), row(12, 15), row(10, 10, { promptIsPrefix: false })], 10)).toEqual({
    rows: 4,
    maxLength: 10,
    tokens: 38,
    supervised: 4 + 4,
    cutRows: 2,
    lostAnswerTokens: 3 + 3,
    missingEnd: 2,
    noSupervised: 2,
    sharedBoundary: 1,
    longest: 15,
  });
});

test('the first token is never trained, for nothing predicts it', () => {
  expect(auditTokens([row(0, 5)], 10).supervised).toBe(4);
});

test('training is refused with a reason when there are no rows', () => {
  expect(refuseReason(auditTokens([], 10))).toBe('There are no training rows.');
});

test('training is refused with a reason when the prompts leave no room for an answer', () => {
  expect(refuseReason(auditTokens([row(12, 15), row(10, 14)], 10))).toBe(
    'In all 2 rows the prompt alone fills the maximum length of 10 tokens, so no answer token would be trained. Raise the maximum length (the longest row has 15 tokens) or shorten the prompt.',
  );
});

test('training is refused with a reason when the answers are empty', () => {
  expect(refuseReason(auditTokens([row(5, 5)], 10))).toBe(
    'In the only row no answer token would be trained. Check the completion template.',
  );
});

test('one supervised token is enough to start', () => {
  expect(refuseReason(auditTokens([row(12, 15), row(9, 12)], 10))).toBeNull();
});
