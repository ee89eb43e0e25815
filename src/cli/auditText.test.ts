import { expect, test } from 'vitest';
import type { TokenAudit } from '../data/audit.ts';
import { auditLines, copyLines } from './auditText.ts';

const fine: TokenAudit = {
  rows: 10,
  maxLength: 512,
  tokens: 1000,
  supervised: 600,
  lostAnswerTokens: 0,
  faults: { cut: 0, noEnd: 0, noAnswer: 0, sharedToken: 0 },
  longest: 200,
};

test('the share of learned tokens over all parts, then what is wrong with which part', () => {
  const cut = { ...fine, lostAnswerTokens: 1234, faults: { cut: 3, noEnd: 4, noAnswer: 1, sharedToken: 2 } };
  expect(auditLines({ train: fine, validation: fine, test: fine })).toEqual([
    '60 % of 3,000 tokens are answers, which is what is learned.',
  ]);
  expect(auditLines({ train: cut, validation: fine, test: fine }).slice(1)).toEqual([
    'train: 3 of 10 rows cut at 512 tokens (--max-length), 1,234 answer tokens lost.',
    'train: 4 of 10 rows without the token that ends the answer.',
    'train: 1 of 10 rows left without an answer token.',
    'train: in 2 of 10 rows prompt and answer share a token at their border.',
  ]);
});

test('copies between the parts are counted by kind; none is no line', () => {
  const check = { rows: { validation: 1, test: 2 }, byKind: { question: 2, answer: 0, near: 1 }, leaks: [] };
  expect(copyLines(check)).toEqual([
    '2 rows of test and 1 of validation have a copy in an earlier part (same question 2, same answer 0, nearly the same 1); for a table, --keep-copies-together on puts copies into one part.',
  ]);
  expect(copyLines({ ...check, rows: { validation: 0, test: 0 } })).toEqual([]);
});
