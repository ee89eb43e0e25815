import { expect, test } from 'vitest';
import { verdict } from './verdict.ts';

const of = (perplexity: number, rows = 100) => ({ loss: Math.log(perplexity), perplexity, tokens: 1000, rows });

test('says by how much perplexity fell or rose', () => {
  expect(verdict(of(40), of(10))).toBe('On 100 rows it never saw, perplexity fell from 40.00 to 10.00 (75 % lower).');
  expect(verdict(of(10), of(12))).toBe('On 100 rows it never saw, perplexity rose from 10.00 to 12.00 (20 % higher).');
});

test('calls less than half a percent no measurable change', () => {
  expect(verdict(of(10), of(9.97))).toMatch(/^No measurable change on 100 rows/);
});

test('warns when the test part is small', () => {
  expect(verdict(of(40, 29), of(10, 29))).toMatch(/Few rows: treat as rough\.$/);
});
