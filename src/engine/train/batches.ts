import { assert } from '../../lib/assert.ts';
import { createRandom, mixSeeds, shuffle } from '../../lib/random.ts';
import type { TokenRow, TrainSettings } from '../types.ts';

/** One optimizer step: micro-batches of row indexes. */
export type StepGroup = readonly (readonly number[])[];

/** Optimizer steps of an epoch and of the run (spec 6.5). `maxSteps` wins over epochs. */
export function countSteps(
  rows: number,
  s: Pick<TrainSettings, 'batchSize' | 'gradientAccumulation' | 'epochs' | 'maxSteps'>,
): { perEpoch: number; total: number } {
  const perEpoch = Math.max(1, Math.ceil(Math.ceil(rows / s.batchSize) / s.gradientAccumulation));
  return { perEpoch, total: s.maxSteps ?? Math.ceil(s.epochs * perEpoch) };
}

/** The steps of one epoch over `rows` rows: a fresh seeded permutation cut into micro-batches and groups; the last ones may be short. */
export function epochGroups(
  rows: number,
  s: Pick<TrainSettings, 'batchSize' | 'gradientAccumulation' | 'seed'>,
  epoch: number,
): StepGroup[] {
  const order = shuffle(
    Array.from({ length: rows }, (_, i) => i),
    createRandom(mixSeeds(s.seed, epoch)),
  );
  const micro = chunk(order, s.batchSize);
  return chunk(micro, s.gradientAccumulation);
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  assert(Number.isInteger(size) && size > 0, () => `batches of ${size}`);
  const out: T[][] = [];
  for (let i = 0; i < items.length; i += size) out.push(items.slice(i, i + size));
  return out;
}

/** Most tokens that a micro-batch can have under any shuffle: the `batchSize` longest rows together. At least 1. */
export function capacityFor(rows: readonly TokenRow[], batchSize: number): number {
  const lengths = rows.map((r) => r.ids.length).sort((a, b) => b - a);
  return Math.max(
    1,
    lengths.slice(0, batchSize).reduce((sum, n) => sum + n, 0),
  );
}
