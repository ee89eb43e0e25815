import { mixRef } from './mix.ref.ts';

/** How a row of logits is drawn from: `key` as drawWords makes it out of seed and sequence. */
export interface SampleRow {
  readonly key: number;
  readonly position: number;
  /** 0: the likeliest token. */
  readonly temperature: number;
  readonly topP: number;
}

/** Probability of each token: softmax(logits / temperature), cut to the shortest run of likeliest tokens that reaches top-p (equal ones together), renormalised. */
export function nucleusRef(logits: ArrayLike<number>, { temperature, topP }: SampleRow): Float64Array {
  const n = logits.length;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) top = Math.max(top, logits[i]);
  const p = new Float64Array(n);
  if (temperature === 0) {
    for (let i = 0; i < n; i++) {
      if (logits[i] !== top) continue;
      p[i] = 1;
      break;
    }
    return p;
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    p[i] = Math.exp((logits[i] - top) / temperature);
    sum += p[i];
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => logits[b] - logits[a]);
  let reached = 0;
  let end = 0;
  for (; end < n && (reached < topP * sum || logits[order[end]] === logits[order[end - 1]]); end++) {
    reached += p[order[end]];
  }
  for (let i = end; i < n; i++) p[order[i]] = 0;
  for (let i = 0; i < n; i++) p[i] /= reached;
  return p;
}

/** The token that the race picks: the smallest E / p, E exponential from the word of (key, position, token). */
export function sampleRef(logits: ArrayLike<number>, row: SampleRow): number {
  const p = nucleusRef(logits, row);
  if (row.temperature === 0) return p.indexOf(1);
  const a = mixRef(row.key ^ mixRef(row.position + 0x9e3779b9));
  const b = mixRef(a + 0x6a09e667);
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < p.length; i++) {
    if (p[i] === 0) continue;
    const word = mixRef(mixRef(i ^ a) + b) >>> 0;
    const time = -Math.log1p(-(word + 0.5) / 2 ** 32) / p[i];
    if (time >= least) continue;
    least = time;
    best = i;
  }
  return best;
}
