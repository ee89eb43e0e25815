import { createRandom } from '../../../lib/random.ts';

/** `count` normal numbers of standard deviation `scale`, rounded to f32. */
export function normals(count: number, seed: number, scale = 1): Float32Array<ArrayBuffer> {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal() * scale);
}

/** `count` integers below `limit`. */
export function integers(count: number, limit: number, seed: number): Uint32Array<ArrayBuffer> {
  const random = createRandom(seed);
  return Uint32Array.from({ length: count }, () => random.integer(limit));
}
