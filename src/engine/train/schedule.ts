import type { ScheduleName } from '../types.ts';

/** What a schedule is laid over: optimizer steps in all, and those in which the rate rises from 0. */
export interface ScheduleShape {
  readonly name: ScheduleName;
  readonly baseLr: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
}

/**
 * Learning rate of optimizer step k (from 0), as in transformers/optimization.py (spec 6.4): warmup k / W, then linear to 0 at T, half a
 * cosine, or constant. With warmup the first step runs at 0; the last linear step at base / (T - W).
 */
export function learningRate({ name, baseLr, warmupSteps: W, totalSteps: T }: ScheduleShape, k: number): number {
  if (k < W) return baseLr * (k / Math.max(1, W));
  const rest = Math.max(1, T - W);
  switch (name) {
    case 'linear':
      return baseLr * Math.max(0, (T - k) / rest);
    case 'cosine':
      return baseLr * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * 2 * 0.5 * ((k - W) / rest))));
    case 'constant':
      return baseLr;
  }
}
