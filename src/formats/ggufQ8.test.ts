import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dequantiseGguf } from './ggufDequantise.ts';
import { quantiseQ8_0 } from './ggufQ8.ts';

describe('quantiseQ8_0', () => {
  it('gives the bytes of the Python package gguf 0.19.0: a ramp, a block of zeros, a block of halves', () => {
    const w = Float32Array.from(
      { length: 4096 },
      (_, i) => ((((i * 37 + 11) % 101) - 50) / 64) * (1 + Math.floor(i / 64)),
    );
    w.fill(0, 64, 96);
    for (let i = 0; i < 32; i++) w[96 + i] = i === 0 ? -127 : i - 15.5;
    const bytes = quantiseQ8_0(w);
    expect(Buffer.from(bytes.subarray(102, 136)).toString('hex')).toBe(
      '003c81f1f2f3f4f5f6f7f8f9fafbfcfdfeff0102030405060708090a0b0c0d0e0f10',
    );
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      'c54a58e6dc1ffca85d096bb4e4fdd0cc111ab7bea28ce1866ffde565b42754f0',
    );
  });

  it('comes back within half a step, and a rounding of the scale', () => {
    const weights = fc.float32Array({ minLength: 32, maxLength: 32, noNaN: true, min: -8, max: 8 });
    fc.assert(
      fc.property(weights, (block) => {
        const largest = Math.max(...block.map(Math.abs));
        const back = dequantiseGguf('Q8_0', quantiseQ8_0(block));
        const allowed = largest / 254 + largest * 2 ** -10 + 2 ** -17;
        return block.every((value, i) => Math.abs(value - (back[i] as number)) <= allowed);
      }),
    );
  });

  it('takes whole blocks only', () => {
    expect(() => quantiseQ8_0(new Float32Array(33))).toThrow('33 weights are not whole blocks');
  });
});
