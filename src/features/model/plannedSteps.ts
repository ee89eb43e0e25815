import type { RunConfig } from '../../run/config.ts';

type Plan = Pick<RunConfig, 'batchSize' | 'gradientAccumulation' | 'epochs' | 'maxSteps'>;

/** Optimizer steps of a run: per pass ceil(ceil(rows / batch) / accumulation), the last group may be smaller. */
export function plannedSteps(trainRows: number, { batchSize, gradientAccumulation, epochs, maxSteps }: Plan): number {
  const perEpoch = Math.ceil(Math.ceil(trainRows / batchSize) / gradientAccumulation);
  return maxSteps ?? perEpoch * epochs;
}
