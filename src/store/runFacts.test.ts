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
  const validation: RunEvent = { event: 'validation', step: 3, ...evaluation, best: true };
  expect(withEvent(facts, validation)).toBe(facts);
});

test('where a run goes on, what was said after that checkpoint is no longer so', () => {
  const answer = { percent: 0, step: 0, text: 'a', tokens: 1, stop: 'stop' } as const;
  const facts = after(
    { event: 'question', index: 1, prompt: 'q', reference: 'r' },
    { event: 'evaluation', model: 'base', part: 'test', ...evaluation, rowLosses: [] },
    { event: 'answer', ...answer },
    { event: 'answer', ...answer, percent: 25, step: 5 },
    { event: 'paused', step: 6 },
    { event: 'recovering', step: 4, cause: 'driver reset' },
    { event: 'restored', step: 4, steps: [], validations: [], answers: [answer] },
  );
  expect(facts).toMatchObject({ base: null, answers: [answer], pausedAt: null, savedStep: 4 });
  expect(facts.recovered).toEqual({ step: 4, cause: 'driver reset' });
  expect(facts.question?.prompt).toBe('q');
});

test('a pause lasts from one event to the other; what cannot be stored stays known until it can', () => {
  expect(after({ event: 'paused', step: 3 }).pausedAt).toBe(3);
  expect(after({ event: 'paused', step: 3 }, { event: 'resumed', step: 3 }).pausedAt).toBeNull();
  const full: RunEvent = { event: 'storage', kept: false, reason: 'full' };
  expect(after(full, { event: 'checkpoint', step: 3 })).toMatchObject({ unsaved: 'full', savedStep: 3 });
  expect(after(full, { event: 'storage', kept: true, reason: null }).unsaved).toBeNull();
});
