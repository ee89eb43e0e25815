import { describe, expect, it } from 'vitest';
import { bf16ToF32, f16ToF32, f32ToBf16, f32ToF16, toF32 } from './floats.ts';

const everyPattern = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
const toF16 = (...values: number[]) => Array.from(f32ToF16(Float32Array.from(values)));
const toBf16 = (...values: number[]) => Array.from(f32ToBf16(Float32Array.from(values)));

describe('16-bit floats', () => {
  it('reads known f16 and bf16 patterns', () => {
    expect(Array.from(f16ToF32(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x8000)))).toEqual([
      1,
      -2,
      65504,
      2 ** -24,
      2 ** -14,
      -0,
    ]);
    expect(Array.from(bf16ToF32(Uint16Array.of(0x3f80, 0xc040, 0x0001)))).toEqual([1, -3, 2 ** -133]);
  });

  it.each([
    ['f16', f16ToF32, f32ToF16],
    ['bf16', bf16ToF32, f32ToBf16],
  ] as const)('%s: every one of the 65,536 patterns survives widening and narrowing', (_, widen, narrow) => {
    const wide = widen(everyPattern);
    const narrowed = narrow(wide);
    for (const bits of everyPattern) {
      if (Number.isNaN(wide[bits])) expect(Number.isNaN(widen(narrowed.slice(bits, bits + 1))[0])).toBe(true);
      else if (narrowed[bits] !== bits) throw new Error(`pattern ${bits} came back as ${narrowed[bits]}`);
    }
  });

  it('f16 rounds to the nearest, ties to even, also among subnormals, and overflows at 65520', () => {
    expect(toF16(1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -20)).toEqual([0x3c00, 0x3c02, 0x3c01]);
    expect(toF16(2 ** -25, 3 * 2 ** -25, 2 ** -25 + 2 ** -30, 2 ** -30)).toEqual([0, 2, 1, 0]);
    expect(toF16(65519, 65520, -1e9, Number.POSITIVE_INFINITY)).toEqual([0x7bff, 0x7c00, 0xfc00, 0x7c00]);
  });

  it('agrees with a search for the nearest f16 on random values of all sizes', () => {
    const positive = f16ToF32(everyPattern.subarray(0, 0x7c00));
    for (let i = 0; i < 1000; i++) {
      const value = Math.fround(2 ** (-26 + 42 * ((i * 0.6180339887) % 1)) * (1 + ((i * 0.7548776662) % 1)));
      if (value >= 65520) continue;
      const above = positive.findIndex((candidate) => candidate >= value);
      const gapAbove = (positive[above] ?? 65536) - value;
      const gapBelow = value - (positive[above - 1] ?? 0);
      const up = gapAbove < gapBelow || (gapAbove === gapBelow && above % 2 === 0);
      expect(toF16(value)).toEqual([above === -1 ? 0x7bff : up ? above : above - 1]);
    }
  });

  it('bf16 rounds ties to even, carries into the exponent and keeps NaN', () => {
    expect(toBf16(1 + 2 ** -8, 1 + 3 * 2 ** -8, 3.4e38)).toEqual([0x3f80, 0x3f82, 0x7f80]);
    const quiet = toBf16(Number.NaN)[0] ?? 0;
    expect(quiet & 0x7fff).toBeGreaterThan(0x7f80);
    const lowNaN = new Float32Array(Uint32Array.of(0x7f800001).buffer); // its upper half alone is infinity
    expect((f32ToBf16(lowNaN)[0] ?? 0) & 0x7f).not.toBe(0);
  });
});

describe('toF32', () => {
  it('views aligned f32 and copies misaligned bytes', () => {
    const bytes = new Uint8Array(12);
    new DataView(bytes.buffer).setFloat32(5, 2.5, true);
    expect(toF32('F32', bytes.subarray(5, 9))[0]).toBe(2.5);
    expect(toF32('F32', bytes.subarray(4, 8)).buffer).toBe(bytes.buffer);
  });

  it('rounds f64', () => {
    expect(toF32('F64', new Uint8Array(Float64Array.of(0.1).buffer))[0]).toBe(Math.fround(0.1));
  });

  it('refuses integers with the name of the tensor', () => {
    expect(() => toF32('I64', new Uint8Array(8), 'a.safetensors: tensor "ids"')).toThrow(
      'a.safetensors: tensor "ids": dtype I64 holds no floating-point numbers',
    );
  });
});
