/** What a LoRA adapter adds to a weight matrix. */

export interface LoraPair {
  /** [rank, in] */
  readonly a: Float32Array;
  /** [out, rank] */
  readonly b: Float32Array;
  readonly rank: number;
  /** alpha / rank, or alpha / sqrt(rank). */
  readonly scaling: number;
}

/** weight [out, in] += scaling * b a. The sum over the rank is in f64, so that each element is rounded to f32 once. */
export function addLoraDelta(weight: Float32Array, inFeatures: number, { a, b, rank, scaling }: LoraPair): void {
  const outFeatures = weight.length / inFeatures;
  const delta = new Float64Array(inFeatures);
  for (let row = 0; row < outFeatures; row++) {
    delta.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = b[row * rank + r] as number;
      const from = r * inFeatures;
      for (let i = 0; i < inFeatures; i++) delta[i] = (delta[i] as number) + factor * (a[from + i] as number);
    }
    const to = row * inFeatures;
    for (let i = 0; i < inFeatures; i++) weight[to + i] = (weight[to + i] as number) + scaling * (delta[i] as number);
  }
}
