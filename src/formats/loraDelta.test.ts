import { expect, it } from 'vitest';
import { addLoraDelta } from './loraDelta.ts';

it('adds scaling B A, each element rounded once', () => {
  const [out, inFeatures, rank] = [3, 5, 2];
  const some = (n: number, seed: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * 7.3 + seed));
  const [a, b, weight] = [some(rank * inFeatures, 1), some(out * rank, 2), some(out * inFeatures, 3)];
  const expected = Float32Array.from(weight, (value, at) => {
    const [row, column] = [Math.floor(at / inFeatures), at % inFeatures];
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += (b[row * rank + r] as number) * (a[r * inFeatures + column] as number);
    return value + 2.5 * sum;
  });
  const merged = weight.slice();
  addLoraDelta(merged, inFeatures, { a, b, rank, scaling: 2.5 });
  expect(merged).toEqual(expected);
  expect(merged).not.toEqual(weight);
});
