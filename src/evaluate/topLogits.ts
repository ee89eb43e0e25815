/** The `count` largest of each of `rows` rows of logits, largest first; of equal ones the lower id first. */
export function topLogits(logits: Float32Array, rows: number, count: number) {
  const vocabulary = logits.length / rows;
  const ids = new Int32Array(rows * count);
  const values = new Float32Array(rows * count).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    const first = row * count;
    for (let id = 0; id < vocabulary; id++) {
      const value = logits[row * vocabulary + id] as number;
      let at = first + count;
      while (at > first && value > (values[at - 1] as number)) at--;
      if (at === first + count) continue;
      values.copyWithin(at + 1, at, first + count - 1);
      ids.copyWithin(at + 1, at, first + count - 1);
      values[at] = value;
      ids[at] = id;
    }
  }
  return { ids, values };
}
