import type { MetricLog } from './metricLog.ts';

export interface LossPoint {
  readonly step: number;
  readonly loss: number;
  readonly smooth: number;
}

/** Weight of the past in the smoothed loss: about the last 1 / (1 - 0.9) = 10 steps count. */
const SMOOTHING = 0.9;

/**
 * The training loss for a chart of at most `maxPoints` points. Smoothed is the bias-corrected exponential mean
 * s_t = (b s_{t-1} + (1 - b) loss_t) / (1 - b^t). Of a longer log each run of neighbouring steps keeps its last
 * smoothed value and the raw loss farthest from it, so that spikes stay visible.
 */
export function lossSeries(log: Pick<MetricLog, 'column'>, maxPoints: number): LossPoint[] {
  const steps = log.column('step');
  const losses = log.column('loss');
  const stride = Math.max(1, Math.ceil(losses.length / maxPoints));
  const points: LossPoint[] = [];
  let mean = 0;
  let weight = 1;
  let farthest = Number.NaN;
  for (let i = 0; i < losses.length; i++) {
    const loss = losses[i] as number;
    weight *= SMOOTHING;
    mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
    const smooth = mean / (1 - weight);
    if (!(Math.abs(loss - smooth) <= Math.abs(farthest - smooth))) farthest = loss;
    if ((i + 1) % stride === 0 || i === losses.length - 1) {
      points.push({ step: steps[i] as number, loss: farthest, smooth });
      farthest = Number.NaN;
    }
  }
  return points;
}

/** Time to the last step in ms at the mean pace of the last ten steps; null before two steps are known. */
export function remainingMs(log: Pick<MetricLog, 'column' | 'totalSteps'>): number | null {
  const elapsed = log.column('elapsedMs');
  const last = elapsed.length - 1;
  if (last < 1) return null;
  const first = Math.max(0, last - 10);
  const pace = ((elapsed[last] as number) - (elapsed[first] as number)) / (last - first);
  return pace * (log.totalSteps - elapsed.length);
}

/** Tokens per second over the last ten steps: a single step says little, since its figures are read back late. */
export function recentSpeed(log: Pick<MetricLog, 'column'>): number {
  const elapsed = log.column('elapsedMs');
  const tokens = log.column('tokens').subarray(-10);
  const before = elapsed.length > 10 ? (elapsed[elapsed.length - 11] as number) : 0;
  const tookMs = (elapsed.at(-1) ?? 0) - before;
  return tookMs > 0 ? (1000 * tokens.reduce((sum, count) => sum + count, 0)) / tookMs : 0;
}
