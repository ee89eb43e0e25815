/** Q8_0 as ggml's reference quantises: blocks of 32 weights, an f16 scale d = max|w| / 127 and 32 signed bytes round(w / d). */
import { assert } from '../lib/assert.ts';
import { f32ToF16 } from './floats.ts';

export const Q8_0_WEIGHTS = 32;
const BLOCK_BYTES = 34;
const fround = Math.fround;

/** `values`: whole blocks. The f32 scale, not its f16 form, divides the weights, as in ggml; halves round away from zero. */
export function quantiseQ8_0(values: Float32Array): Uint8Array<ArrayBuffer> {
  assert(values.length % Q8_0_WEIGHTS === 0, () => `Q8_0: ${values.length} weights are not whole blocks of 32`);
  const blocks = values.length / Q8_0_WEIGHTS;
  const out = new Uint8Array(blocks * BLOCK_BYTES);
  const codes = new Int8Array(out.buffer);
  const scale = new Float32Array(1);
  for (let block = 0; block < blocks; block++) {
    const from = block * Q8_0_WEIGHTS;
    let largest = 0;
    for (let i = from; i < from + Q8_0_WEIGHTS; i++) largest = Math.max(largest, Math.abs(values[i] as number));
    scale[0] = largest / 127;
    const d = scale[0] as number;
    const inverse = d === 0 ? 0 : fround(1 / d);
    const bits = f32ToF16(scale)[0] as number;
    const to = block * BLOCK_BYTES;
    out[to] = bits & 255;
    out[to + 1] = bits >> 8;
    for (let i = 0; i < Q8_0_WEIGHTS; i++) {
      const x = fround((values[from + i] as number) * inverse);
      codes[to + 2 + i] = x < 0 ? -Math.floor(0.5 - x) : Math.floor(x + 0.5);
    }
  }
  return out;
}
