/** y[t] = table[ids[t]], table [V, width]. */
export function embedRef(table: Float64Array, ids: Uint32Array, width: number): Float64Array {
  const y = new Float64Array(ids.length * width);
  for (let t = 0; t < ids.length; t++) {
    for (let i = 0; i < width; i++) y[t * width + i] = table[ids[t] * width + i];
  }
  return y;
}
