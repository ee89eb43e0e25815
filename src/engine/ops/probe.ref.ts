/** y[i] = sum over 8 chains of four numbers, each begun at lane + n c and taken through `steps` of v = v m + c. x: m, then c. */
export function multiplyAddRef(x: Float64Array, count: number, steps: number): Float64Array {
  const y = new Float64Array(count * 4);
  for (let i = 0; i < y.length; i++) {
    const m = x[i % 4];
    const c = x[4 + (i % 4)];
    for (let chain = 0; chain < 8; chain++) {
      let value = (Math.floor(i / 4) % 256) + chain * c;
      for (let s = 0; s < steps; s++) value = value * m + c;
      y[i] += value;
    }
  }
  return y;
}
