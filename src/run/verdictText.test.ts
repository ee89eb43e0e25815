import { expect, test } from 'vitest';
import { compareModels } from '../evaluate/comparison.ts';
import { verdictText, winsText, worthText } from './verdictText.ts';

/** `count` rows of 10 tokens, perplexity `base` before and `tuned` after, with `spread` nats between alternate rows. */
function comparison(base: number, tuned: number, count = 40, spread = 0.02) {
  const rows = Array.from({ length: count }, (_, i) => ({
    base: 10 * Math.log(base),
    tuned: 10 * (Math.log(tuned) + (i % 2 ? spread : -spread)),
    tokens: 10,
  }));
  return compareModels(rows, 42);
}

test('says by how much perplexity fell or rose, with the interval in the same unit', () => {
  expect(verdictText(comparison(40, 10))).toMatch(
    /^On 40 rows it never saw, perplexity fell from 40\.00 to 10\.00 \(75 % lower, 95 % interval 7[45]-7[56]\)\.$/,
  );
  expect(verdictText(comparison(10, 12))).toMatch(
    /perplexity rose from 10\.00 to 12\.00 \(20 % higher, 95 % interval 1[89]-2[01]\)\.$/,
  );
});

test('calls a difference that may be chance no measurable change', () => {
  expect(verdictText(comparison(10, 10.1, 40, 1))).toBe(
    'No measurable change on 40 rows it never saw: perplexity 10.00 before, 10.10 after.',
  );
});

test('warns when the test part is small', () => {
  expect(verdictText(comparison(40, 10, 29))).toMatch(/Few rows: treat as rough\.$/);
  expect(verdictText(comparison(40, 10, 1))).toMatch(/^No measurable change on 1 row it/);
});

test('counts rows won and lost', () => {
  expect(winsText(comparison(10, 10, 4, 1))).toBe('2 of 4 rows better, 2 worse');
  expect(winsText(comparison(10, 10, 3, 0))).toBe('0 of 3 rows better, 0 worse, 3 equal');
});

test('says whether tuning did more than examples in the prompt', () => {
  expect(worthText(comparison(20, 10))).toBe('Tuning does more than examples: perplexity 10.00, 50 % lower.');
  expect(worthText(comparison(10, 12))).toBe(
    'Examples in the prompt do more than tuning: perplexity 12.00, 20 % higher.',
  );
  expect(worthText(comparison(10, 10.1, 40, 1))).toBe('Tuning is not measurably better than that: perplexity 10.10.');
});
