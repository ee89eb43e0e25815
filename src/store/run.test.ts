import { beforeEach, expect, test, vi } from 'vitest';
import { defaultConfig } from '../run/config.ts';
import type { RunOutcome } from '../workers/engineApi.ts';
import { hasUnsavedWork, losesOnClose, markSaved, type RunState, useRun } from './run.ts';
import { newRunFacts, type RunFacts } from './runFacts.ts';

vi.mock('./workers.ts', () => ({
  engineWorker: () => ({ call: async () => undefined }),
}));

const outcome = {} as RunOutcome;
const id = 'r';
const facts = (changes: Partial<RunFacts> = {}): RunFacts => ({
  ...newRunFacts(defaultConfig(), 'rows.csv'),
  ...changes,
});
const active = (changes?: Partial<RunFacts>): RunState => ({ kind: 'active', id, wish: 'goOn', facts: facts(changes) });
const finished = (saved: boolean, changes?: Partial<RunFacts>): RunState => ({
  kind: 'finished',
  id,
  facts: facts(changes),
  outcome,
  saved,
});

beforeEach(() => useRun.setState({ kind: 'idle' }, true));

test('closing the tab ends training; a run that stands still, or ended, is lost only where it is not kept', () => {
  expect(losesOnClose({ kind: 'idle' })).toBe(false);
  expect(losesOnClose(active())).toBe(true);
  expect(losesOnClose(active({ pausedAt: 3 }))).toBe(false);
  expect(losesOnClose(active({ pausedAt: 3, unsaved: 'full' }))).toBe(true);
  expect(losesOnClose({ kind: 'cancelled', id, facts: facts() })).toBe(false);
  expect(losesOnClose(finished(false))).toBe(false);
  expect(losesOnClose(finished(false, { unsaved: 'unavailable' }))).toBe(true);
  expect(losesOnClose(finished(true, { unsaved: 'unavailable' }))).toBe(false);
});

test('another run may begin when the result before it is downloaded, or kept in storage', () => {
  expect(hasUnsavedWork(active({ pausedAt: 3 }))).toBe(true);
  expect(hasUnsavedWork(finished(false))).toBe(false);
  expect(hasUnsavedWork(finished(false, { unsaved: 'full' }))).toBe(true);
  expect(hasUnsavedWork(finished(true, { unsaved: 'full' }))).toBe(false);
});

test('a download makes its result safe; without a result, or of another run, it changes nothing', () => {
  markSaved(id);
  expect(useRun.getState()).toEqual({ kind: 'idle' });
  useRun.setState(finished(false, { unsaved: 'full' }), true);
  markSaved('another');
  expect(losesOnClose(useRun.getState())).toBe(true);
  markSaved(id);
  expect(losesOnClose(useRun.getState())).toBe(false);
});
