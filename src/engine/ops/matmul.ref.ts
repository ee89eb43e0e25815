/** y[M, OUT] = x[M, IN] w[OUT, IN]^T */
export function matmulForwardRef(
  x: Float64Array,
  w: Float64Array,
  outFeatures: number,
  inFeatures: number,
): Float64Array {
  const rows = x.length / inFeatures;
  const y = new Float64Array(rows * outFeatures);
  for (let m = 0; m < rows; m++) {
    for (let o = 0; o < outFeatures; o++) {
      let sum = 0;
      for (let i = 0; i < inFeatures; i++) sum += x[m * inFeatures + i] * w[o * inFeatures + i];
      y[m * outFeatures + o] = sum;
    }
  }
  return y;
}

/** dx[M, IN] = dy[M, OUT] w[OUT, IN] */
export function matmulBackwardRef(
  dy: Float64Array,
  w: Float64Array,
  outFeatures: number,
  inFeatures: number,
): Float64Array {
  const rows = dy.length / outFeatures;
  const dx = new Float64Array(rows * inFeatures);
  for (let m = 0; m < rows; m++) {
    for (let o = 0; o < outFeatures; o++) {
      const gradient = dy[m * outFeatures + o];
      for (let i = 0; i < inFeatures; i++) dx[m * inFeatures + i] += gradient * w[o * inFeatures + i];
    }
  }
  return dx;
}
