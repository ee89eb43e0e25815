import { beforeEach, expect, test } from 'vitest';
import type { RunOutcome } from '../workers/engineApi.ts';
import { hasUnsavedWork, markSaved, useRun } from './run.ts';
import type { RunFacts } from './runFacts.ts';

const facts = {} as RunFacts;
const outcome = {} as RunOutcome;

beforeEach(() => useRun.setState({ kind: 'idle' }, true));

test('a run under way and a result that was not downloaded would be lost with the tab', () => {
  expect(hasUnsavedWork({ kind: 'idle' })).toBe(false);
  expect(hasUnsavedWork({ kind: 'active', wish: 'goOn', facts })).toBe(true);
  expect(hasUnsavedWork({ kind: 'cancelled', facts })).toBe(false);
  expect(hasUnsavedWork({ kind: 'finished', facts, outcome, saved: false })).toBe(true);
  expect(hasUnsavedWork({ kind: 'finished', facts, outcome, saved: true })).toBe(false);
});

test('a download makes the result safe; without a result it changes nothing', () => {
  markSaved();
  expect(useRun.getState()).toEqual({ kind: 'idle' });
  useRun.setState({ kind: 'finished', facts, outcome, saved: false }, true);
  markSaved();
  expect(hasUnsavedWork(useRun.getState())).toBe(false);
});
