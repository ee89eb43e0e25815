import { expect, test } from 'vitest';
import { defaultConfig } from '../run/config.ts';
import { fitChanges } from './fits.ts';

const names = (...args: Parameters<typeof fitChanges>) => fitChanges(...args).map(({ name }) => name);

test('a smaller batch keeps the rows per step', () => {
  const batch = fitChanges(defaultConfig(), 400, false).find(({ name }) => name === 'batch');
  expect(batch?.changes).toEqual({ batchSize: 1, gradientAccumulation: 10 });
});

test('what would change nothing is not offered', () => {
  expect(names(defaultConfig(), 400, false)).toEqual(['checkpointing', 'batch', 'length', 'model']);
  expect(names({ ...defaultConfig(), batchSize: 1, model: 'mini' }, 20, true)).toEqual([]);
  expect(names({ ...defaultConfig(), batchSize: 256, gradientAccumulation: 1024, model: 'mini' }, 20, true)).toEqual(
    [],
  );
});
