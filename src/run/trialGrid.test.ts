import { expect, it } from 'vitest';
import { defaultConfig } from './config.ts';
import { planTrials, readTrialValues, writeTrialValues } from './trialGrid.ts';

it('reads values as the config table does, and writes them back', () => {
  expect(readTrialValues('learningRate', '1e-4, 0.001')).toEqual([1e-4, 1e-3]);
  expect(readTrialValues('batchSize', '2')).toEqual([2]);
  expect(writeTrialValues('learningRate', [1e-4, 0.001])).toBe('1e-4,0.001');
});

it.each([
  ['learningRate', '1e-4,2', '--lr: 2 is not allowed. Give a number from 1e-8 to 1.'],
  ['batchSize', '2,2.5', '--batch-size: 2.5 is not allowed. Give a whole number from 1 to 256.'],
  ['batchSize', '2,', '--batch-size: "" is not allowed.'],
  ['learningRate', '0.0001,1e-4', '--lr: 1e-4 stands there twice. Give each value once.'],
] as const)('refuses %s %s', (key, typed, message) => {
  expect(() => readTrialValues(key, typed)).toThrow(message);
});

it('a trial for each pair, with an ordinary config and a folder that names it', () => {
  const config = { ...defaultConfig(), rank: 4 };
  const trials = planTrials(config, { learningRates: [1e-4, 1e-3], batchSizes: [2, 4] });
  expect(trials.map(({ folder }) => folder)).toEqual([
    'trials/1-lr1e-4-b2',
    'trials/2-lr1e-4-b4',
    'trials/3-lr0.001-b2',
    'trials/4-lr0.001-b4',
  ]);
  expect(trials[2]?.config).toEqual({ ...config, learningRate: 1e-3, batchSize: 2 });
  expect(trials[2]?.differs).toEqual({ learningRate: '0.001', batchSize: '2' });
});

it('names only the settings that are not the same in all trials', () => {
  const trials = planTrials(defaultConfig(), { learningRates: [1e-4, 1e-3], batchSizes: [2] });
  expect(trials.map(({ differs }) => differs)).toEqual([{ learningRate: '1e-4' }, { learningRate: '0.001' }]);
});

it('refuses a grid without trials or with more than anyone can look at', () => {
  const many = Array.from({ length: 65 }, (_, i) => i + 1);
  expect(() => planTrials(defaultConfig(), { learningRates: [], batchSizes: [2] })).toThrow('trials: 0 trials.');
  expect(() => planTrials(defaultConfig(), { learningRates: [1], batchSizes: many })).toThrow('Give 1 to 64 pairs');
});
