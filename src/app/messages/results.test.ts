import { expect, test } from 'vitest';
import { JUDGE_RULE } from '../../evaluate/judge.ts';
import { text } from './en.ts';

test('the rule as the page tells it has the constants of the rule', () => {
  const told = text.results.rule.join(' ');
  expect(told).toContain(`at least ${JUDGE_RULE.matchRecall * 100} % of the key terms`);
  expect(JUDGE_RULE.matchPrecision).toBe(0.5);
  expect(told).toContain('at least half of what it says');
});
