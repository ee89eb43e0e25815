import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../lib/hash.ts';
import { createRandom } from '../lib/random.ts';
import { f32Bytes, f32ToBf16, f32ToF16, toF32 } from './floats.ts';
import { dequantiseNf4, type Nf4Tensor, packedForGpu, quantiseNf4, quantiseNf4Bytes } from './nf4.ts';
import { NF4_THRESHOLDS } from './nf4Tables.ts';
import { readSafetensors } from './safetensors.ts';

const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url));
const { tensors } = readSafetensors(golden('nf4.safetensors'), 'nf4.safetensors');
const dequantHashes = JSON.parse(golden('nf4.json').toString()) as Record<
  string,
  { dequantSha256: string; nestedDequantSha256: string }
>;
const cases = Object.keys(dequantHashes);

const stored = (name: string) => {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`no golden tensor ${name}`);
  return tensor;
};
const shapeOf = (name: string) => stored(`${name}.w`).shape as [number, number];
const weightsOf = (name: string) => toF32(stored(`${name}.w`).dtype, stored(`${name}.w`).bytes);
const floatsOf = (name: string) => Array.from(toF32('F32', stored(name).bytes));
const bytesOf = (name: string) => Array.from(stored(name).bytes);

describe('quantiseNf4 against bitsandbytes', () => {
  it.each(cases)('%s: codes, absmax and dequantised weights to the bit', (name) => {
    const tensor = quantiseNf4(weightsOf(name), shapeOf(name), { doubleQuant: false });
    expect(Array.from(tensor.packed)).toEqual(bytesOf(`${name}.packed`));
    expect(Array.from(tensor.absmax)).toEqual(floatsOf(`${name}.absmax`));
    expect(sha256(f32Bytes(dequantiseNf4(tensor)))).toBe(dequantHashes[name]?.dequantSha256);
    expect(tensor.nested).toBeNull();
  });

  it.each(cases)('%s: double quantisation to the bit, the mean included', (name) => {
    const tensor = quantiseNf4(weightsOf(name), shapeOf(name), { doubleQuant: true });
    expect(Array.from(tensor.packed)).toEqual(bytesOf(`${name}.packed`));
    expect(Array.from(tensor.nested?.qabsmax ?? [])).toEqual(bytesOf(`${name}.nested.qabsmax`));
    expect([tensor.nested?.offset]).toEqual(floatsOf(`${name}.nested.offset`));
    expect(Array.from(tensor.absmax)).toEqual(floatsOf(`${name}.nested.absmax`));
    expect(sha256(f32Bytes(dequantiseNf4(tensor)))).toBe(dequantHashes[name]?.nestedDequantSha256);
    // A group of zeros has nested_absmax 1e-38 in the portable kernel when it is short, 0 otherwise and here: both decode alike.
    const nestedAbsmax = floatsOf(`${name}.nested.nested_absmax`).map((value) => (value < 2e-38 ? 0 : value));
    expect(Array.from(tensor.nested?.nestedAbsmax ?? [])).toEqual(nestedAbsmax);
  });

  it('counts blocks of 64 through the flattened matrix: rows of 96 have the bits of rows of 64', () => {
    const random = createRandom(5);
    const w = Float32Array.from({ length: 64 * 96 }, () => random.normal());
    const [crossing, whole] = (
      [
        [64, 96],
        [96, 64],
      ] as const
    ).map((shape) => quantiseNf4(w, shape, { doubleQuant: true }));
    expect(crossing).toEqual({ ...whole, shape: [64, 96] });
    expect(dequantiseNf4(crossing)).toEqual(dequantiseNf4(whole));
  });

  it('gives the golden vector of the specification', () => {
    const w = Float32Array.from(
      { length: 256 },
      (_, i) => ((((i * 37 + 11) % 101) - 50) / 64) * (1 + Math.floor(i / 64)),
    );
    const tensor = quantiseNf4(w, [4, 64], { doubleQuant: true });
    expect(sha256(tensor.packed)).toBe('6b236bf75624d652305e5e09d4d4099c6a2746bf2b499f8b3c667a88aec2712a');
    expect(tensor.nested).toEqual({
      qabsmax: Uint8Array.of(0, 46, 207, 255),
      nestedAbsmax: Float32Array.of(1.1796875),
      offset: 1.9453125,
    });
    expect(Array.from(tensor.absmax)).toEqual([0.7739197015762329, 1.5370299816131592, 2.337005615234375, 3.125]);
    expect(dequantiseNf4(tensor)[0]).toBe(-0.5387973189353943);
  });
});

describe('the code search', () => {
  /** The definition: number of thresholds strictly below x. */
  const slowCode = (x: number) => NF4_THRESHOLDS.filter((threshold) => threshold < x).length;
  const codesOf = ({ packed }: Nf4Tensor) => Array.from(packed).flatMap((byte) => [byte >> 4, byte & 15]);

  it('counts the thresholds strictly below x for any block', () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true, min: -8, max: 8 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 64, maxLength: 64 }), (values) => {
        const absmax = Math.max(...values.map(Math.abs));
        const inverse = Math.fround(1 / Math.max(absmax, 1e-38));
        const codes = codesOf(quantiseNf4(Float32Array.from(values), [1, 64], { doubleQuant: false }));
        expect(codes).toEqual(values.map((w) => slowCode(Math.fround(w * inverse))));
      }),
    );
  });

  it('has code 7 for zeros and for the spare nibble of an odd count', () => {
    const tensor = quantiseNf4(new Float32Array(65), [5, 13], { doubleQuant: true });
    expect(Array.from(tensor.packed)).toEqual(new Array(33).fill(0x77));
    expect(Array.from(dequantiseNf4(tensor)).every((value) => value === 0)).toBe(true);
  });
});

describe('error on Gaussian weights', () => {
  const random = createRandom(3);
  const w = Float32Array.from({ length: 2 ** 19 }, () => random.normal() * 0.02);
  const relativeRmse = (tensor: Nf4Tensor) => {
    let error = 0;
    let power = 0;
    for (const [i, value] of dequantiseNf4(tensor).entries()) {
      error += (value - (w[i] ?? 0)) ** 2;
      power += (w[i] ?? 0) ** 2;
    }
    return Math.sqrt(error / power);
  };

  it('is 9.19 % of the weights with and without double quantisation', () => {
    const plain = relativeRmse(quantiseNf4(w, [1024, 512], { doubleQuant: false }));
    const nested = relativeRmse(quantiseNf4(w, [1024, 512], { doubleQuant: true }));
    expect(Math.abs(plain - 0.0919)).toBeLessThan(0.0005);
    expect(Math.abs(nested - 0.0919)).toBeLessThan(0.0005);
    expect(nested).toBeGreaterThan(plain);
  });
});

describe('quantiseNf4Bytes', () => {
  const random = createRandom(4);
  const w = Float32Array.from({ length: 70_000 }, () => random.normal());
  const shape = [700, 100] as const;
  const bytesOfBits = (bits: Uint16Array) => new Uint8Array(bits.buffer);

  it.each([
    ['F32', f32Bytes(w), w],
    ['BF16', bytesOfBits(f32ToBf16(w)), toF32('BF16', bytesOfBits(f32ToBf16(w)))],
    ['F16', bytesOfBits(f32ToF16(w)), toF32('F16', bytesOfBits(f32ToF16(w)))],
    ['F64', new Uint8Array(Float64Array.from(w).buffer), w],
  ] as const)('%s bytes, misaligned and longer than a chunk, equal the widened weights', (dtype, bytes, widened) => {
    const misaligned = new Uint8Array(bytes.length + 1).subarray(1);
    misaligned.set(bytes);
    const options = { doubleQuant: true };
    expect(quantiseNf4Bytes(dtype, misaligned, shape, options)).toEqual(quantiseNf4(widened, shape, options));
  });

  it('refuses NaN and infinity with a message', () => {
    for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      const values = new Float32Array(128);
      values[100] = bad;
      expect(() => quantiseNf4(values, [2, 64], { doubleQuant: false })).toThrow('a weight is not a finite number');
    }
  });

  it('refuses a shape that does not hold the weights', () => {
    expect(() => quantiseNf4(new Float32Array(64), [2, 64], { doubleQuant: false })).toThrow(
      'does not hold 64 weights',
    );
  });
});

describe('packedForGpu', () => {
  it('pads to 4 bytes without a copy, and copies only a tensor whose buffer ends early', () => {
    const tensor = quantiseNf4(
      Float32Array.from({ length: 13 }, (_, i) => i),
      [1, 13],
      { doubleQuant: false },
    );
    const words = packedForGpu(tensor);
    expect(tensor.packed.length).toBe(7);
    expect(words.length).toBe(8);
    expect(words.buffer).toBe(tensor.packed.buffer);
    expect(Array.from(words)).toEqual([...tensor.packed, 0]);
    const tight = { ...tensor, packed: tensor.packed.slice() };
    expect(packedForGpu(tight)).toEqual(words);
  });

  it('hands out the codes themselves when they fill whole words', () => {
    const tensor = quantiseNf4(new Float32Array(64), [1, 64], { doubleQuant: false });
    expect(packedForGpu(tensor)).toBe(tensor.packed);
  });
});
