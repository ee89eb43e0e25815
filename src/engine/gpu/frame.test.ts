import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FRAME_BYTES, type Frame, frameBytes } from './frame.ts';

/** Fields of `struct Frame` in the order of the shader; all are 4 bytes, so field i lies at byte 4 i. */
const text = readFileSync(new URL('../../../shaders/lib/frame.wgsl', import.meta.url), 'utf8');
const struct = /struct Frame \{([^}]*)\}/.exec(text)?.[1] ?? '';
const fields = [...struct.matchAll(/^\s*(\w+): (u32|f32),/gm)].map(([, name, type]) => ({ name, type }));

function fieldsOf(frame: Frame): Record<string, number> {
  const view = new DataView(frameBytes(frame));
  const value = (type: string, at: number) => (type === 'u32' ? view.getUint32(at, true) : view.getFloat32(at, true));
  return Object.fromEntries(fields.map(({ name, type }, i) => [name, value(type, 4 * i)]));
}

describe('the frame', () => {
  test('is as large as the struct of the shader, a multiple of 16 bytes as uniforms must be', () => {
    expect(4 * fields.length).toBe(FRAME_BYTES);
    expect(frameBytes({ tokens: 1, rows: 1 }).byteLength).toBe(FRAME_BYTES);
    expect(FRAME_BYTES % 16).toBe(0);
  });

  test('puts every number where the shader reads it', () => {
    const update = {
      lr: 2e-4,
      weightDecay: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      eps: 1e-8,
      maxGradNorm: 0.5,
      update: 7,
    };
    const frame = { tokens: 1, rows: 2, seed: 4, step: 5, microStep: 6, count: 8, emitted: 9, update };
    expect(fieldsOf(frame)).toEqual({
      tokens: 1,
      rows: 2,
      unused0: 0,
      seed: 4,
      step: 5,
      microStep: 6,
      invCount: 1 / 8,
      emitted: 9,
      stepSize: Math.fround(2e-4 / (1 - 0.9 ** 7)),
      decay: Math.fround(1 - 2e-5),
      beta1: Math.fround(0.9),
      beta2: Math.fround(0.999),
      eps: Math.fround(1e-8),
      sqrtBias2: Math.fround(Math.sqrt(1 - 0.999 ** 7)),
      maxNorm: 0.5,
      restBeta1: Math.fround(0.1),
      restBeta2: Math.fround(0.001),
      unscale: 1,
      unused1: 0,
      unused2: 0,
    });
  });

  test('is zero where nothing is said, and takes a seed of any sign', () => {
    const numbers = Object.values(fieldsOf({ tokens: 11, rows: 12 }));
    expect(numbers).toEqual([11, 12, ...new Array(18).fill(0)]);
    expect(fieldsOf({ tokens: 0, rows: 0, seed: -1 })['seed']).toBe(0xffffffff);
  });
});
