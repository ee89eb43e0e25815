/** loss_t = LSE(z_t) - z_t[target_t] in nats. logits [rows, stride], of which `vocabulary` columns count. */
export function crossEntropyForwardRef(
  logits: Float64Array,
  targets: Uint32Array,
  vocabulary: number,
  stride: number,
): Float64Array {
  return Float64Array.from(targets, (target, t) => {
    const { top, total } = exponentials(logits, t * stride, vocabulary);
    return top + Math.log(total) - logits[t * stride + target];
  });
}

/**
 * dz = (softmax(z) - onehot(target)) scale[t], 0 in the padded columns. `scale`: derivative of the total loss by loss_t. The true class is
 * minus the sum of the others, since p - 1 cancels where p -> 1.
 */
export function crossEntropyBackwardRef(
  logits: Float64Array,
  targets: Uint32Array,
  vocabulary: number,
  stride: number,
  scale: (t: number) => number,
): Float64Array {
  const dz = new Float64Array(logits.length);
  for (let t = 0; t < targets.length; t++) {
    const begin = t * stride;
    const { top, total } = exponentials(logits, begin, vocabulary);
    let others = 0;
    for (let i = 0; i < vocabulary; i++) {
      const p = Math.exp(logits[begin + i] - top) / total;
      dz[begin + i] = p * scale(t);
      if (i !== targets[t]) others += p;
    }
    dz[begin + targets[t]] = -others * scale(t);
  }
  return dz;
}

function exponentials(logits: Float64Array, begin: number, count: number): { top: number; total: number } {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) top = Math.max(top, logits[begin + i]);
  let total = 0;
  for (let i = 0; i < count; i++) total += Math.exp(logits[begin + i] - top);
  return { top, total };
}
