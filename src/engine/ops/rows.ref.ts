/** y[j] = x[index[j]], rows of `width`. */
export function gatherRowsRef(x: Float64Array, index: Uint32Array, width: number): Float64Array {
  const y = new Float64Array(index.length * width);
  for (let j = 0; j < index.length; j++) {
    for (let i = 0; i < width; i++) y[j * width + i] = x[index[j] * width + i];
  }
  return y;
}

/** The transpose: dx[index[j]] = dy[j], 0 in the rows that no index names; `tokens` rows. */
export function scatterRowsRef(dy: Float64Array, index: Uint32Array, width: number, tokens: number): Float64Array {
  const dx = new Float64Array(tokens * width);
  for (let j = 0; j < index.length; j++) {
    for (let i = 0; i < width; i++) dx[index[j] * width + i] = dy[j * width + i];
  }
  return dx;
}
