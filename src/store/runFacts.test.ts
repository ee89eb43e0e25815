import { expect, test } from 'vitest';
import { defaultConfig } from '../run/config.ts';
import type { RunEvent } from '../run/events.ts';
import { newRunFacts, runStage, withEvent } from './runFacts.ts';

const evaluation = { loss: 2, perplexity: Math.exp(2), tokens: 10, rows: 2 };

function after(...events: readonly RunEvent[]) {
  return events.reduce(withEvent, newRunFacts(defaultConfig(), 'rows.csv'));
}

test('each phase has one entry, in the order in which they began', () => {
  const facts = after(
    { event: 'phase', phase: 'load', done: 1, total: 4, detail: 'kernels' },
    { event: 'phase', phase: 'load', done: 0, total: 9, detail: 'weights' },
    { event: 'phase', phase: 'load', done: 4, total: 4, detail: 'kernels' },
  );
  expect(facts.phases).toEqual([
    { phase: 'load', done: 4, total: 4, detail: 'kernels' },
    { phase: 'load', done: 0, total: 9, detail: 'weights' },
  ]);
});

test('a run prepares until the base is measured and trains until the tuned model is', () => {
  const base: RunEvent = { event: 'evaluation', model: 'base', part: 'test', ...evaluation, rowLosses: [] };
  expect(runStage(after({ event: 'phase', phase: 'base', done: 1, total: 2 }))).toBe('preparing');
  expect(runStage(after(base))).toBe('training');
  expect(runStage(after(base, { event: 'phase', phase: 'tuned', done: 0, total: 2 }))).toBe('measuring');
});

test('steps leave the facts as they are, since the metric log keeps them', () => {
  const facts = after();
  expect(withEvent(facts, { event: 'checkpoint', step: 3 })).toBe(facts);
});
