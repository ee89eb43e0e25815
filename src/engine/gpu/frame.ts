/** Bytes of `struct Frame` in shaders/lib/frame.wgsl. */
export const FRAME_BYTES = 80;

/** How much of a plan's capacity a submit uses. */
export interface Sizes {
  /** T, tokens of the micro-batch. */
  readonly tokens: number;
  /** Supervised rows. */
  readonly rows: number;
}

export interface Frame extends Sizes {
  readonly seed?: number;
  readonly step?: number;
  readonly microStep?: number;
  /** Supervised tokens of the accumulation group, divided by the loss scale. */
  readonly count?: number;
  readonly emitted?: number;
  readonly update?: UpdateScalars;
}

/** AdamW scalars of one optimizer step, computed in f64 (spec 6.2). `update` counts applied updates from 1. */
export interface UpdateScalars {
  readonly lr: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly maxGradNorm: number;
  readonly update: number;
  /** Factor that the gradients carry; default 1. */
  readonly lossScale?: number;
}

/** The bytes of `struct Frame`. */
export function frameBytes(frame: Frame): ArrayBuffer {
  const bytes = new ArrayBuffer(FRAME_BYTES);
  const u32 = new Uint32Array(bytes);
  const f32 = new Float32Array(bytes);
  u32.set([frame.tokens, frame.rows, 0, (frame.seed ?? 0) >>> 0, frame.step ?? 0, frame.microStep ?? 0]);
  f32[6] = frame.count ? 1 / frame.count : 0;
  u32[7] = frame.emitted ?? 0;
  if (frame.update) {
    const { lr, weightDecay, beta1, beta2, eps, maxGradNorm, update, lossScale = 1 } = frame.update;
    const stepSize = lr / (1 - beta1 ** update);
    const sqrtBias2 = Math.sqrt(1 - beta2 ** update);
    f32.set([stepSize, 1 - lr * weightDecay, beta1, beta2, eps, sqrtBias2, maxGradNorm, 1 - beta1, 1 - beta2], 8);
    f32[17] = 1 / lossScale;
  }
  return bytes;
}
