import { describe, expect, it } from 'vitest';
import { type EncodedType, encodeTensor } from './encodeTensor.ts';
import { type FloatDtype, f32Bytes, f32ToBf16, f32ToF16, toF32 } from './floats.ts';
import { quantiseQ8_0 } from './ggufQ8.ts';

const n = 65536 + 64; // more than one piece
const values = Float32Array.from({ length: n }, (_, i) => Math.sin(i) * 3);
const all = (from: FloatDtype, bytes: Uint8Array, to: EncodedType) =>
  new Uint8Array(Buffer.concat([...encodeTensor(from, bytes, to, 't')]));
const stored = (dtype: 'F32' | 'F16' | 'BF16'): Uint8Array =>
  dtype === 'F32' ? f32Bytes(values) : new Uint8Array((dtype === 'F16' ? f32ToF16(values) : f32ToBf16(values)).buffer);

describe('encodeTensor', () => {
  it.each(['F32', 'F16', 'BF16'] as const)('from %s: the same type as it is, others rounded once', (from) => {
    const bytes = stored(from);
    const wide = toF32(from, bytes);
    expect(all(from, bytes, from)).toEqual(new Uint8Array(bytes));
    for (const to of ['F16', 'BF16'] as const) {
      if (to === from) continue;
      const expected = to === 'F16' ? f32ToF16(wide) : f32ToBf16(wide);
      expect(Buffer.compare(all(from, bytes, to), new Uint8Array(expected.buffer))).toBe(0);
    }
    expect(Buffer.compare(all(from, bytes, 'Q8_0'), quantiseQ8_0(wide))).toBe(0);
    expect(Buffer.compare(all(from, bytes, 'F32'), f32Bytes(wide))).toBe(0);
  });

  it('refuses what F16 cannot hold, by the name of the tensor', () => {
    const large = f32Bytes(Float32Array.of(1, 65520));
    expect(() => all('F32', large, 'F16')).toThrow(
      't: a weight is beyond 65504, the largest number of F16. Export as BF16.',
    );
    expect(all('F32', large, 'BF16').length).toBe(4);
  });
});
