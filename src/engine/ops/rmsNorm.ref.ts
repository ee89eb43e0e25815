/** y = w x rstd, rstd = (mean(x^2) + eps)^(-1/2) per row. x [M, D], w [D]. */
export function rmsNormForwardRef(
  x: Float64Array,
  w: Float64Array,
  eps: number,
): { y: Float64Array; rstd: Float64Array } {
  const width = w.length;
  const rows = x.length / width;
  const y = new Float64Array(x.length);
  const rstd = new Float64Array(rows);
  for (let m = 0; m < rows; m++) {
    let squares = 0;
    for (let i = 0; i < width; i++) squares += x[m * width + i] ** 2;
    rstd[m] = 1 / Math.sqrt(squares / width + eps);
    for (let i = 0; i < width; i++) y[m * width + i] = w[i] * x[m * width + i] * rstd[m];
  }
  return { y, rstd };
}

/** dx = rstd (g - xhat mean(g xhat)), g = dy w, xhat = x rstd. */
export function rmsNormBackwardRef(
  x: Float64Array,
  w: Float64Array,
  rstd: Float64Array,
  dy: Float64Array,
): Float64Array {
  const width = w.length;
  const dx = new Float64Array(x.length);
  for (let m = 0; m < rstd.length; m++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += dy[m * width + i] * w[i] * x[m * width + i] * rstd[m];
    for (let i = 0; i < width; i++) {
      const xhat = x[m * width + i] * rstd[m];
      dx[m * width + i] = rstd[m] * (dy[m * width + i] * w[i] - (xhat * sum) / width);
    }
  }
  return dx;
}
