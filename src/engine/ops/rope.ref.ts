/**
 * x [T, heads, headDim]: pairs (j, j + headDim/2) of every head turned by the angle of the token's position.
 * cos, sin [positions, headDim/2]; `sign` -1 turns back, which is the transpose and so the backward pass.
 */
export function ropeRef(
  x: Float64Array,
  shape: { heads: number; headDim: number },
  position: Uint32Array,
  table: { cos: Float64Array; sin: Float64Array },
  sign: 1 | -1,
): Float64Array {
  const { heads, headDim } = shape;
  const half = headDim / 2;
  const y = new Float64Array(x.length);
  for (let t = 0; t < position.length; t++) {
    for (let h = 0; h < heads; h++) {
      for (let j = 0; j < half; j++) {
        const first = (t * heads + h) * headDim + j;
        const cos = table.cos[position[t] * half + j];
        const sin = sign * table.sin[position[t] * half + j];
        y[first] = x[first] * cos - x[first + half] * sin;
        y[first + half] = x[first + half] * cos + x[first] * sin;
      }
    }
  }
  return y;
}
