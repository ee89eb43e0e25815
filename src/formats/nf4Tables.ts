/** The constants of bitsandbytes' 4-bit and nested 8-bit quantisation, exact to the bit. */

const fround = Math.fround;

/** The 16 values of NF4, ascending; code = index (QLoRA, arXiv 2305.14314, appendix E; printed as exact f32). */
export const NF4_CODE: Float32Array<ArrayBuffer> = Float32Array.of(
  -1,
  -0.6961928009986877,
  -0.5250730514526367,
  -0.39491748809814453,
  -0.28444138169288635,
  -0.18477343022823334,
  -0.09105003625154495,
  0,
  0.07958029955625534,
  0.16093020141124725,
  0.24611230194568634,
  0.33791524171829224,
  0.44070982933044434,
  0.5626170039176941,
  0.7229568362236023,
  1,
);

/** code = number of thresholds strictly below x, so a tie goes to the lower code; threshold i = f32((q[i] + q[i+1]) / 2). */
export const NF4_THRESHOLDS: Float32Array<ArrayBuffer> = midpoints(NF4_CODE);

/** The 256 values of the signed dynamic map, ascending: 127 negatives, 0, 127 positives, 1. */
export const DYNAMIC_MAP: Float32Array<ArrayBuffer> = dynamicMap();

export const DYNAMIC_THRESHOLDS: Float32Array<ArrayBuffer> = midpoints(DYNAMIC_MAP);

function midpoints(values: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: values.length - 1 }, (_, i) => {
    const sum = fround((values[i] as number) + (values[i + 1] as number));
    return sum / 2;
  });
}

/**
 * Exponent group g = 0..6 has 2^g positives: the centres of as many equal parts of [0.1, 1], times 10^(g-6). The order of
 * roundings is that of torch.linspace: an edge is one fused multiply-add from the nearer end.
 */
function dynamicMap(): Float32Array<ArrayBuffer> {
  const low = fround(0.1);
  const values = [0, 1];
  for (let group = 0; group < 7; group++) {
    const parts = 2 ** group;
    const step = fround(fround(1 - low) / parts);
    const edge = (j: number) => (j < (parts + 1) >> 1 ? fround(low + step * j) : fround(1 - step * (parts - j)));
    for (let j = 0; j < parts; j++) {
      const centre = fround(fround(edge(j) + edge(j + 1)) / 2);
      const value = fround(centre * fround(10 ** (group - 6)));
      values.push(value, -value);
    }
  }
  return Float32Array.from(values).sort();
}
