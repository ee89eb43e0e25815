import { expect, test } from 'vitest';
import { parseConfig } from '../run/config.ts';
import type { RunOutcome } from '../workers/engineApi.ts';
import { type FinishedRun, shownRun } from './finishedRuns.ts';
import { keptCurve } from './lossData.ts';
import { createMetricLog } from './metricLog.ts';
import { newRunFacts } from './runFacts.ts';
import { otherRate, trialFigures } from './trials.ts';

function finished(number: number, learningRate: number, validationLosses: readonly number[]): FinishedRun {
  return {
    id: String(number),
    number,
    facts: newRunFacts(parseConfig({ learningRate, batchSize: 4 }), 'rows.csv'),
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

test('the second rate is ten times the first, and stays within what trains', () => {
  expect([1e-4, 5e-5, 1e-3, 2e-3, 0.01].map(otherRate)).toEqual([1e-3, 5e-4, 0.01, 2e-4, 1e-3]);
});

test('the best trial is that of the lowest validation loss, and one alone is none', () => {
  const runs = [finished(1, 1e-4, [2, 1.5, 1.7]), finished(2, 1e-3, [1.8, 1.2])];
  expect(trialFigures(runs).map(({ bestValidationLoss, best }) => [bestValidationLoss, best])).toEqual([
    [1.5, false],
    [1.2, true],
  ]);
  expect(trialFigures(runs.slice(0, 1)).map(({ best }) => best)).toEqual([false]);
  expect(trialFigures([finished(1, 1e-4, []), finished(2, 1e-3, [])]).map(({ best }) => best)).toEqual([false, false]);
});

test('the last run is shown until another one is chosen', () => {
  const runs = [finished(1, 1e-4, []), finished(2, 1e-3, [])];
  expect(shownRun({ runs, chosen: null })?.number).toBe(2);
  expect(shownRun({ runs, chosen: 1 })?.number).toBe(1);
  expect(shownRun({ runs: [], chosen: null })).toBeNull();
});
