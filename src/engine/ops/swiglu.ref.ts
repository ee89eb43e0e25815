function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** h = e sigmoid(e) g */
export function swigluForwardRef(e: Float64Array, g: Float64Array): Float64Array {
  return e.map((value, i) => value * sigmoid(value) * g[i]);
}

/** de = dh g s (1 + e (1 - s)), dg = dh e s, s = sigmoid(e) */
export function swigluBackwardRef(
  e: Float64Array,
  g: Float64Array,
  dh: Float64Array,
): { de: Float64Array; dg: Float64Array } {
  const de = e.map((value, i) => dh[i] * g[i] * sigmoid(value) * (1 + value * (1 - sigmoid(value))));
  const dg = e.map((value, i) => dh[i] * value * sigmoid(value));
  return { de, dg };
}
