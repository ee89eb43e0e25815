import { expect, test } from 'vitest';
import { defaultConfig } from '../run/config.ts';
import { compareObstacle, differingSettings } from './compareRuns.ts';
import { departures, judgeName, listRuns } from './history.ts';
import type { KeptRunEntry } from './recovery.ts';

const evaluation = { loss: 1, perplexity: 3, tokens: 40, rows: 4 };

function entry(id: string, changes: Partial<KeptRunEntry> = {}): KeptRunEntry & { readonly title: string } {
  return {
    id,
    title: changes.name ?? id,
    name: null,
    downloadedAt: null,
    fileName: 'animals.csv',
    model: 'mini',
    startedAt: 1,
    config: defaultConfig(),
    fingerprint: 'f00d',
    sizeBytes: 10,
    curve: { steps: [], losses: [] },
    outcome: null,
    state: { kind: 'finished', status: 'finished' },
    here: false,
    elsewhere: false,
    discarding: false,
    ...changes,
  };
}

const outcome = (tuned: Partial<typeof evaluation>): KeptRunEntry['outcome'] => ({
  done: {
    status: 'finished',
    steps: 1,
    adapterStep: 1,
    endedEarly: false,
    finalTrainingLoss: 1,
    baseLoss: 2,
    basePerplexity: 7,
    tunedLoss: 1,
    tunedPerplexity: 3,
    peakBytes: 1,
    trainMs: 1,
    elapsedMs: 1,
  },
  base: evaluation,
  tuned: { ...evaluation, ...tuned },
  comparison: null,
  bestValidationLoss: null,
  rows: null,
  gpu: null,
});

test('a search takes every word, in name, file, model or fingerprint; each order is what it says', () => {
  const runs = [
    entry('a', { startedAt: 1, outcome: outcome({ perplexity: 9 }), sizeBytes: 5 }),
    entry('b', { startedAt: 3, name: 'Long run 10', model: 'small', fingerprint: 'cafe' }),
    entry('c', { startedAt: 2, name: 'Long run 9', outcome: outcome({ perplexity: 4 }), sizeBytes: 50 }),
  ];
  const ids = (search: string, order: Parameters<typeof listRuns>[1]['order'] = 'newest') =>
    listRuns(runs, { search, order }).map(({ id }) => id);
  expect(ids('')).toEqual(['b', 'c', 'a']);
  expect(ids('  LONG mini ')).toEqual(['c']);
  expect(ids('cafe')).toEqual(['b']);
  expect(ids('', 'oldest')).toEqual(['a', 'c', 'b']);
  expect(ids('', 'name')).toEqual(['a', 'c', 'b']);
  expect(ids('', 'perplexity')).toEqual(['c', 'a', 'b']);
  expect(ids('', 'size')).toEqual(['c', 'b', 'a']);
});

test('a name is tidied; one that is too long or taken is refused, and an empty one takes the own name away', () => {
  const runs = [entry('a', { name: 'First' }), entry('b')];
  expect(judgeName('  two \n words ', 'b', runs)).toEqual({ kind: 'good', name: 'two words' });
  expect(judgeName(' ', 'b', runs)).toEqual({ kind: 'good', name: null });
  expect(judgeName('x'.repeat(81), 'b', runs)).toEqual({ kind: 'long' });
  expect(judgeName('FIRST', 'b', runs)).toEqual({ kind: 'taken' });
  expect(judgeName('first', 'a', runs)).toEqual({ kind: 'good', name: 'first' });
});

test('settings that depart from the recipe are told, and those in which runs differ', () => {
  const other = { ...defaultConfig(), learningRate: 2e-3, where: ['kind=a'], maxSteps: 4 };
  expect(departures(entry('a'))).toEqual([]);
  expect(departures(entry('a', { config: other })).map(({ value }) => value)).toEqual(['kind=a', '0.002', '4']);
  const differing = differingSettings([entry('a'), entry('b', { config: other })]);
  expect(differing.map(({ key, values }) => [key, ...values])).toEqual([
    ['where', null, 'kind=a'],
    ['learningRate', '1e-4', '0.002'],
    ['maxSteps', null, '4'],
  ]);
});

test('losses compare on the same rows in the same tokens only', () => {
  const obstacle = (...changes: Partial<KeptRunEntry>[]) =>
    compareObstacle(changes.map((change, i) => entry(String(i), { outcome: outcome({}), ...change })));
  expect(obstacle({}, {})).toBeNull();
  expect(obstacle({}, { fingerprint: 'other' })).toBe('rows');
  expect(obstacle({}, { outcome: outcome({ rows: 5 }) })).toBe('rows');
  expect(obstacle({}, { fingerprint: null })).toBe('unknown');
  expect(obstacle({}, { outcome: outcome({ tokens: 41 }) })).toBe('tokens');
});
