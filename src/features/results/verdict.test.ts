import { expect, test } from 'vitest';
import type { ComparisonRecord } from '../../run/events.ts';
import { verdict } from './verdict.ts';

const around = (value: number, spread = 0) => ({ value, low: value - spread, high: value + spread });

function comparison(base: number, tuned: number, change: ComparisonRecord['change'], rows = 100): ComparisonRecord {
  const d = Math.log(tuned / base);
  const counts = { rows, tokens: 1000, wins: 60, losses: 40, ties: 0, resamples: 4000, confidence: 0.95, seed: 1 };
  return {
    ...counts,
    base: around(Math.log(base)),
    tuned: around(Math.log(tuned)),
    difference: around(d, 0.1),
    change,
  };
}

test('says by how much perplexity fell or rose, with the interval', () => {
  expect(verdict(comparison(40, 10, 'fell'))).toBe(
    'On 100 rows it never saw, perplexity fell from 40.00 to 10.00 (75 % lower, 95 % interval 72-77).',
  );
  expect(verdict(comparison(10, 12, 'rose'))).toBe(
    'On 100 rows it never saw, perplexity rose from 10.00 to 12.00 (20 % higher, 95 % interval 9-33).',
  );
});

test('calls what may be chance no measurable change', () => {
  expect(verdict(comparison(10, 9.97, 'none'))).toMatch(/^No measurable change on 100 rows/);
});

test('warns when the test part is small', () => {
  expect(verdict(comparison(40, 10, 'fell', 29))).toMatch(/Few rows: treat as rough\.$/);
});
