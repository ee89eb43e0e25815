/** Documents in one micro-batch: token t sees the keys from start[t] to t, and is seen by the queries from t to end[t] - 1. */
export interface Segments {
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

interface Shape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/**
 * o_i = sum_j softmax_j(c q_i k_j) v_j, lse_i = log sum_j exp(c q_i k_j), c = headDim^(-1/2), j in [first(i), last(i)].
 * q, o [queries, H, Dh]; k, v [keys, G, Dh]; kv head of head h = floor(h / (H / G)).
 */
export function attentionForwardRef(
  shape: Shape,
  q: Float64Array,
  k: Float64Array,
  v: Float64Array,
  first: (i: number) => number,
  last: (i: number) => number,
): { o: Float64Array; lse: Float64Array } {
  const { heads, headDim } = shape;
  const o = new Float64Array(q.length);
  const lse = new Float64Array(q.length / headDim);
  for (let row = 0; row < lse.length; row++) {
    const i = Math.floor(row / heads);
    const scores: number[] = [];
    for (let j = first(i); j <= last(i); j++) scores.push(scoreOf(shape, q, k, row, j));
    const top = Math.max(...scores);
    const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
    lse[row] = top + Math.log(total);
    scores.forEach((score, n) => {
      const key = keyRow(shape, row % heads, first(i) + n);
      const p = Math.exp(score - lse[row]);
      for (let d = 0; d < headDim; d++) o[row * headDim + d] += p * v[key * headDim + d];
    });
  }
  return { o, lse };
}

/** D = rowsum(dO O): the part of dP that the softmax takes away. One number per (token, head). */
export function attentionDeltaRef(o: Float64Array, dO: Float64Array, headDim: number): Float64Array {
  const delta = new Float64Array(o.length / headDim);
  for (let i = 0; i < o.length; i++) delta[Math.floor(i / headDim)] += o[i] * dO[i];
  return delta;
}

/** dS = P (dO v - D), dQ_i = c sum_j dS_ij k_j, dK_j = c sum_i dS_ij q_i, dV_j = sum_i P_ij dO_i; dK and dV sum over the heads of a kv head. */
export function attentionBackwardRef(
  shape: Shape,
  saved: { q: Float64Array; k: Float64Array; v: Float64Array; lse: Float64Array; delta: Float64Array },
  dO: Float64Array,
  segments: Segments,
): { dq: Float64Array; dk: Float64Array; dv: Float64Array } {
  const { heads, headDim } = shape;
  const { q, k, v, lse, delta } = saved;
  const c = 1 / Math.sqrt(headDim);
  const dq = new Float64Array(q.length);
  const dk = new Float64Array(k.length);
  const dv = new Float64Array(v.length);
  for (let row = 0; row < lse.length; row++) {
    const i = Math.floor(row / heads);
    for (let j = segments.start[i]; j <= i; j++) {
      const at = row * headDim;
      const key = keyRow(shape, row % heads, j) * headDim;
      const p = Math.exp(scoreOf(shape, q, k, row, j) - lse[row]);
      let dp = 0;
      for (let d = 0; d < headDim; d++) dp += dO[at + d] * v[key + d];
      const ds = p * (dp - delta[row]);
      for (let d = 0; d < headDim; d++) {
        dq[at + d] += c * ds * k[key + d];
        dk[key + d] += c * ds * q[at + d];
        dv[key + d] += p * dO[at + d];
      }
    }
  }
  return { dq, dk, dv };
}

function keyRow({ heads, kvHeads }: Shape, head: number, token: number): number {
  return token * kvHeads + Math.floor(head / (heads / kvHeads));
}

function scoreOf(shape: Shape, q: Float64Array, k: Float64Array, row: number, token: number): number {
  const { heads, headDim } = shape;
  const key = keyRow(shape, row % heads, token) * headDim;
  let sum = 0;
  for (let d = 0; d < headDim; d++) sum += q[row * headDim + d] * k[key + d];
  return sum / Math.sqrt(headDim);
}
