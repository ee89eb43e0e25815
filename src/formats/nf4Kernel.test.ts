import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFinite } from './finite.ts';
import { elementBytes, f32ToBf16, f32ToF16, toF32 } from './floats.ts';
import { encodeNf4 } from './nf4.ts';
import { type KernelDtype, nf4Kernel } from './nf4Kernel.ts';
import { NF4_CODE, NF4_THRESHOLDS } from './nf4Tables.ts';

const kernel = nf4Kernel();
const DTYPES: readonly KernelDtype[] = ['F32', 'F16', 'BF16'];

/** Zeros of both signs, subnormals, the limits of each type, and ties: thresholds times powers of two, in blocks whose absmax is such a power. */
const special = fc.constantFrom(
  ...[0, -0, 1, -1, 2 ** -149, -(2 ** -140), 2 ** -126, 2 ** -133, 2 ** -24, -(2 ** -15), 65504, 3.3e38, -1e-38, 1e-39],
  ...NF4_THRESHOLDS,
  ...NF4_CODE,
);
const weight = fc.oneof(
  special,
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ min: -1, max: 1, noNaN: true }),
  fc.tuple(special, fc.integer({ min: -130, max: 4 })).map(([value, power]) => value * 2 ** power),
);
/** Up to three blocks and a rest, of one kind of magnitude or mixed. */
const weights = fc.oneof(
  fc.array(weight, { minLength: 0, maxLength: 200 }),
  fc.array(special, { minLength: 64, maxLength: 200 }),
  fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 64, maxLength: 200 }),
);
/** Any bits, numbers or not. */
const anyBits = fc
  .uint8Array({ minLength: 64 * 4, maxLength: 200 * 4 })
  .map((bytes) => bytes.slice(0, bytes.length & ~3));

function bytesOf(dtype: KernelDtype, values: readonly number[]): Uint8Array {
  const f32 = Float32Array.from(values, (value) => Math.max(-3.38e38, Math.min(value, 3.38e38)));
  if (dtype === 'F32') return new Uint8Array(f32.buffer);
  if (dtype === 'BF16') return new Uint8Array(f32ToBf16(f32).buffer);
  return new Uint8Array(f32ToF16(f32.map((value) => Math.max(-65504, Math.min(value, 65504)))).buffer);
}

const bitsOf = ({ packed, absmax }: ReturnType<typeof encodeNf4>) => [
  Buffer.from(packed).toString('hex'),
  Buffer.from(absmax.buffer).toString('hex'),
];
function sameBits(dtype: KernelDtype, bytes: Uint8Array): void {
  expect(bitsOf(encodeNf4(dtype, bytes, kernel))).toEqual(bitsOf(encodeNf4(dtype, bytes, null)));
}

describe.each(DTYPES)('the kernel in WebAssembly, %s', (dtype) => {
  it('is there, so that the tests below compare two ways', () => expect(kernel).not.toBeNull());

  it('gives the codes and scales of the way in JavaScript', () => {
    fc.assert(
      fc.property(weights, (values) => sameBits(dtype, bytesOf(dtype, values))),
      { numRuns: 400 },
    );
  });

  it('refuses what that refuses, and else agrees, whatever the bits are', () => {
    const attempt = (way: typeof kernel, bytes: Uint8Array) => {
      try {
        return bitsOf(encodeNf4(dtype, bytes, way));
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(anyBits, (bytes) => {
        expect(attempt(kernel, bytes)).toEqual(attempt(null, bytes));
      }),
      { numRuns: 200 },
    );
  });

  it('takes more than fits its memory at a time, from any address', () => {
    const n = 2 * 65536 + 64 * 3 + 5;
    const values = Array.from({ length: n }, (_, i) => Math.sin(i * i) * 2 ** ((i >> 6) % 9));
    const bytes = bytesOf(dtype, values);
    const shifted = new Uint8Array(bytes.length + 1).subarray(1);
    shifted.set(bytes);
    sameBits(dtype, bytes);
    sameBits(dtype, shifted);
  });

  it('finds a NaN and an infinity wherever they stand, quantising and checking', () => {
    const size = elementBytes(dtype);
    const bytes = bytesOf(
      dtype,
      Array.from({ length: 65536 * 2 + 77 }, (_, i) => (i % 2 ? 65504 : -1e-7)),
    );
    for (const way of [kernel, null]) expect(() => checkFinite(dtype, bytes, way)).not.toThrow();
    const [infinity, nan] = { F32: [0x7f800000, 0xffc00001], BF16: [0x7f80, 0xff81], F16: [0xfc00, 0x7c01] }[dtype] as [
      number,
      number,
    ];
    for (const at of [0, 15, 16, 65535, 65536, 131072 + 63, 131072 + 64, 131072 + 76]) {
      for (const bits of [infinity, nan]) {
        const broken = bytes.slice();
        for (let byte = 0; byte < size; byte++) broken[at * size + byte] = (bits >>> (8 * byte)) & 255;
        expect(toF32(dtype, broken)[at]).not.toBe(toF32(dtype, bytes)[at]);
        for (const way of [kernel, null]) {
          expect(() => encodeNf4(dtype, broken, way)).toThrow('not a finite number');
          expect(() => checkFinite(dtype, broken, way)).toThrow('not a finite number');
        }
      }
    }
  });
});
