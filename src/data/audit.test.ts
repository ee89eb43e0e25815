import { expect, test } from 'vitest';
import { auditRows, hasFault, ROW_FAULTS, refuseReason } from './audit.ts';

/** A row of `full` tokens of which `prompt` are the prompt's and the last ends the answer. */
function row(prompt: number, full: number, changes: { endTokens?: number; promptIsPrefix?: boolean } = {}) {
  return { ids: { length: full }, promptTokens: prompt, endTokens: full, promptIsPrefix: true, ...changes };
}

const faultsOf = (measured: ReturnType<typeof row>) => ROW_FAULTS.filter((fault) => hasFault(measured, fault, 10));

test('a row that fits and ends has no fault', () => {
  expect(faultsOf(row(4, 8))).toEqual([]);
  expect(faultsOf(row(4, 10))).toEqual([]);
});

test('a cut answer loses tokens and its end', () => {
  expect(faultsOf(row(6, 13))).toEqual(['cut', 'noEnd']);
  expect(faultsOf(row(6, 11, { endTokens: 10 }))).toEqual(['cut']);
});

test('a missing end is a fault of its own, where the template writes none', () => {
  expect(faultsOf(row(4, 8, { endTokens: 0 }))).toEqual(['noEnd']);
});

test('a prompt that fills the length and an empty answer train nothing', () => {
  expect(faultsOf(row(12, 15))).toEqual(['cut', 'noEnd', 'noAnswer']);
  expect(faultsOf(row(10, 12))).toContain('noAnswer');
  expect(faultsOf(row(9, 12))).not.toContain('noAnswer');
  expect(faultsOf(row(5, 5, { endTokens: 0 }))).toEqual(['noEnd', 'noAnswer']);
});

test('a token that prompt and answer share is a fault', () => {
  expect(faultsOf(row(4, 8, { promptIsPrefix: false }))).toEqual(['sharedToken']);
});

test('rows, tokens and what a cut costs are counted', () => {
  expect(auditRows([row(4, 8), row(6, 13), row(12, 15), row(10, 10, { promptIsPrefix: false })], 10)).toEqual({
    rows: 4,
    maxLength: 10,
    tokens: 38,
    supervised: 4 + 4,
    lostAnswerTokens: 3 + 3,
    faults: { cut: 2, noEnd: 2, noAnswer: 2, sharedToken: 1 },
    longest: 15,
  });
});

test('the first token is never trained, for nothing predicts it', () => {
  expect(auditRows([row(0, 5)], 10).supervised).toBe(4);
});

test('training is refused with a reason when there are no rows', () => {
  expect(refuseReason(auditRows([], 10))).toBe('There are no training rows.');
});

test('training is refused with a reason when the prompts leave no room for an answer', () => {
  expect(refuseReason(auditRows([row(12, 15), row(10, 14)], 10))).toBe(
    'In all 2 rows the prompt alone fills the maximum length of 10 tokens, so no answer token would be trained. Raise the maximum length (the longest row has 15 tokens) or shorten the prompt.',
  );
});

test('training is refused with a reason when the answers are empty', () => {
  expect(refuseReason(auditRows([row(5, 5)], 10))).toBe(
    'In the only row no answer token would be trained. Check the completion template.',
  );
});

test('one supervised token is enough to start', () => {
  expect(refuseReason(auditRows([row(12, 15), row(9, 12)], 10))).toBeNull();
});
