import { expect, test } from 'vitest';
import { parseConfig, type RunConfig } from '../run/config.ts';
import type { TrialRecord } from '../run/trialRecord.ts';
import type { RunOutcome } from '../workers/engineApi.ts';
import { type FinishedRun, shownRun } from './finishedRuns.ts';
import { keptCurve } from './lossData.ts';
import { createMetricLog } from './metricLog.ts';
import { newRunFacts, withEvent } from './runFacts.ts';
import { bestOfGrid, trialRows, trialUnderWay } from './trialRows.ts';

const trial = (number: number, changes: Partial<TrialRecord> = {}): TrialRecord => ({
  number,
  learningRate: number * 1e-4,
  batchSize: 2,
  differs: {},
  status: 'finished',
  reason: null,
  steps: 6,
  totalSteps: 6,
  finalTrainingLoss: 2 - number / 10,
  bestValidationLoss: 3 - number / 10,
  bestStep: 6,
  testLoss: 1,
  testPerplexity: Math.E,
  elapsedMs: 60,
  folder: `trials/${number}`,
  curve: [{ step: 1, loss: 2, smooth: 2 }],
  ...changes,
});

function finished(
  number: number,
  config: Partial<RunConfig>,
  validationLosses: readonly number[],
  trials: readonly TrialRecord[] = [],
): FinishedRun {
  return {
    id: String(number),
    number,
    trial: bestOfGrid(trials)?.number ?? null,
    facts: { ...newRunFacts(parseConfig({ batchSize: 4, ...config }), 'rows.csv'), trials },
    outcome: {} as RunOutcome,
    curve: keptCurve(createMetricLog()),
    validations: validationLosses.map((loss, i) => ({
      step: i,
      loss,
      perplexity: Math.exp(loss),
      tokens: 1,
      rows: 1,
      best: false,
    })),
    archive: Promise.resolve(new Blob()),
  };
}

test('the best trial is that of the lowest validation loss, and one alone is none', () => {
  const runs = [finished(1, { learningRate: 1e-4 }, [2, 1.5, 1.7]), finished(2, { learningRate: 1e-3 }, [1.8, 1.2])];
  expect(trialRows(runs, null, []).map(({ bestValidationLoss, best }) => [bestValidationLoss, best])).toEqual([
    [1.5, false],
    [1.2, true],
  ]);
  expect(trialRows(runs.slice(0, 1), null, []).map(({ best }) => best)).toEqual([false]);
  const unmeasured = [finished(1, {}, []), finished(2, { learningRate: 1e-3 }, [])];
  expect(trialRows(unmeasured, null, []).map(({ best }) => best)).toEqual([false, false]);
});

test('the trials of a grid have a row each, numbered on over the session; those without an adapter cannot be opened', () => {
  const failed = trial(2, { status: 'failed', folder: null, finalTrainingLoss: null, bestValidationLoss: null });
  const grid = finished(2, {}, [], [trial(1), failed, trial(3)]);
  const rows = trialRows([finished(1, {}, [4]), grid], null, []);
  expect(rows.map(({ number, place, status, best }) => [number, place, status, best])).toEqual([
    [1, { run: 1, trial: null }, 'finished', false],
    [2, { run: 2, trial: 1 }, 'finished', false],
    [3, null, 'failed', false],
    [4, { run: 2, trial: 3 }, 'finished', true],
  ]);
});

test('settings that differ besides the two columns are named, and only those', () => {
  const rows = trialRows([finished(1, { rank: 4 }, [1])], null, [parseConfig({ rank: 16, learningRate: 0.01 })]);
  expect(rows.map(({ differs }) => differs)).toEqual([['Rank 4'], ['Rank 16']]);
});

test('of a grid under way each trial is a row in its state; the facts are those of the trial under way', () => {
  const begun = newRunFacts(parseConfig({}), 'rows.csv');
  const running = [trial(1), trial(2, { status: 'waiting', folder: null })].reduce(
    (facts, record) => withEvent(facts, { event: 'trial', total: 2, ...record }),
    begun,
  );
  const next = withEvent(
    {
      ...running,
      tuned: { loss: 1, perplexity: 2, tokens: 3, rows: 4, rowLosses: [] },
      base: { loss: 2, perplexity: 7, tokens: 3, rows: 4, rowLosses: [] },
    },
    { event: 'trial', total: 2, ...trial(2, { status: 'running', folder: null }) },
  );
  expect(trialRows([], next, []).map(({ status }) => status)).toEqual(['finished', 'running']);
  expect(trialUnderWay(next.trials)).toMatchObject({ trial: { number: 2 }, total: 2 });
  expect(next.config.learningRate).toBe(2e-4);
  // The base is the same in every trial; what was learned is not.
  expect([next.base?.loss, next.tuned]).toEqual([2, null]);
});

test('the last run is shown until another one is chosen, or a trial of it opened', () => {
  const runs = [finished(1, {}, []), finished(2, {}, [])];
  expect(shownRun({ runs, chosen: null, opened: null })?.number).toBe(2);
  expect(shownRun({ runs, chosen: 1, opened: null })?.number).toBe(1);
  expect(shownRun({ runs, chosen: 1, opened: { ...finished(1, {}, []), trial: 3 } })?.trial).toBe(3);
  expect(shownRun({ runs: [], chosen: null, opened: null })).toBeNull();
});
