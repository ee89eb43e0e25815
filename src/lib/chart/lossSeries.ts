export interface LossPoint {
  readonly step: number;
  readonly loss: number;
  readonly smooth: number;
}

/** Weight of the past in the smoothed loss: about the last 1 / (1 - 0.9) = 10 steps count. */
const SMOOTHING = 0.9;

/**
 * The training loss for a chart of at most `maxPoints` points. Smoothed is the bias-corrected exponential mean
 * s_t = (b s_{t-1} + (1 - b) loss_t) / (1 - b^t) over the losses that are finite. Of a longer log each run of neighbouring steps keeps its
 * last smoothed value and the raw loss farthest from it, so that spikes stay visible.
 */
export function lossSeries(
  { steps, losses }: { readonly steps: ArrayLike<number>; readonly losses: ArrayLike<number> },
  maxPoints: number,
): LossPoint[] {
  const stride = Math.max(1, Math.ceil(losses.length / maxPoints));
  const points: LossPoint[] = [];
  let mean = 0;
  let weight = 1;
  let farthest = Number.NaN;
  for (let i = 0; i < losses.length; i++) {
    const loss = losses[i] as number;
    if (Number.isFinite(loss)) {
      weight *= SMOOTHING;
      mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
    }
    const smooth = mean / (1 - weight);
    if (!(Math.abs(loss - smooth) <= Math.abs(farthest - smooth))) farthest = loss;
    if ((i + 1) % stride === 0 || i === losses.length - 1) {
      points.push({ step: steps[i] as number, loss: farthest, smooth });
      farthest = Number.NaN;
    }
  }
  return points;
}
