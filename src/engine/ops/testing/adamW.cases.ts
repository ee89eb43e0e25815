import type { UpdateScalars } from '../../gpu/frame.ts';
import { adamWRef, gradNormRef } from '../adamW.ref.ts';
import { adamW, gradNorm } from '../adamW.ts';
import { expectWithin, f64, inPlace, type OpCase, opCase, within } from './opCase.ts';
import { normals } from './randomData.ts';

export const UPDATE: UpdateScalars = {
  lr: 2e-4,
  weightDecay: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  maxGradNorm: 1,
  update: 3,
};

/** More than 256 * 256 gradients give each lane of gradSquares a second one. */
export const ADAMW_COUNTS = { tiny: 1, odd: 1000, real: 70001 };

/** `lossScale`: what the gradients carry and the norm must not. */
export function gradNormCase(count: number, scale: number, maxGradNorm: number, lossScale = 1): OpCase {
  const grads = normals(count, 1, scale);
  return opCase({
    name: `gradNorm of ${count}, scale ${scale}, clipped to ${maxGradNorm}, loss scale ${lossScale}`,
    frame: { tokens: 0, rows: 0, update: { ...UPDATE, maxGradNorm, lossScale } },
    data: {
      grads: within(
        grads.map((g) => g * lossScale),
        count + 5,
      ),
      stats: Float32Array.of(3.5, 9, 9, 0),
    },
    record: (plan, b) => gradNorm(plan, count, b),
    expected: () => {
      const { norm, clip } = gradNormRef(f64(grads), maxGradNorm);
      return { stats: Float64Array.of(3.5, norm, clip / lossScale, 0) };
    },
  });
}

export function adamWCase(count: number): OpCase {
  const grads = normals(count, 1, 0.01);
  const parameters = normals(count, 2);
  const m = normals(count, 3, 0.003);
  const v = normals(count, 4, 0.003).map((value) => value * value);
  const clip = 0.25;
  const capacity = count + 3;
  return opCase({
    name: `adamW on ${count}`,
    frame: { tokens: 0, rows: 0, update: UPDATE },
    data: {
      stats: Float32Array.of(1, 4, clip, 0),
      grads: within(grads, capacity),
      parameters: inPlace(parameters, capacity),
      m: inPlace(m, capacity),
      v: inPlace(v, capacity),
    },
    record: (plan, b) => adamW(plan, count, b),
    expected: () => {
      const state = { parameters: f64(parameters), m: f64(m), v: f64(v) };
      const after = adamWRef(state, f64(grads), clip, UPDATE);
      return {
        parameters: expectWithin(after.parameters, capacity),
        m: expectWithin(after.m, capacity),
        v: expectWithin(after.v, capacity),
      };
    },
  });
}

export function adamWCases(): OpCase[] {
  const { tiny, odd, real } = ADAMW_COUNTS;
  return [
    ...[tiny, odd, real].map(adamWCase),
    gradNormCase(tiny, 1, 1),
    gradNormCase(odd, 1, 1),
    gradNormCase(odd, 1e-3, 1),
    gradNormCase(real, 1e-4, 0),
    gradNormCase(real, 10, 0.5),
    gradNormCase(odd, 1, 1, 65536),
  ];
}
