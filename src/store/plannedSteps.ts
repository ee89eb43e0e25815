import type { RunConfig } from '../run/config.ts';

type Plan = Pick<RunConfig, 'batchSize' | 'gradientAccumulation' | 'epochs' | 'maxSteps'>;

/** Optimizer steps of a run: per pass ceil(ceil(rows / batch) / accumulation), the last group may be smaller. */
export function plannedSteps(trainRows: number, { batchSize, gradientAccumulation, epochs, maxSteps }: Plan) {
  const perPass = Math.max(1, Math.ceil(Math.ceil(trainRows / batchSize) / gradientAccumulation));
  const total = maxSteps ?? perPass * epochs;
  return { perPass, total, passes: total / perPass };
}
