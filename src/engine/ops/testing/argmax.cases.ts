import { argmaxRef } from '../argmax.ref.ts';
import { argmax } from '../argmax.ts';
import { indexesWithin, type OpCase, opCase, within } from './opCase.ts';
import { normals } from './randomData.ts';

/** `peaks`: where the largest value stands; several make a tie. The same row twice, the second time shifted by one column; there is room for a third. */
export function argmaxCase(vocabulary: number, peaks: readonly number[], emitted = 3): OpCase {
  const logits = normals(vocabulary, vocabulary).map((z) => z - 20);
  for (const i of peaks) logits[i] = -10;
  const shifted = logits.map((_, i) => logits[(i + 1) % vocabulary]);
  const stride = Math.ceil(vocabulary / 4) * 4;
  const data = within(logits, 3 * stride);
  data.set(shifted, stride);
  return opCase({
    name: `argmax of ${vocabulary}${peaks.length > 0 ? ` with ${peaks.length} largest, first ${Math.min(...peaks)}` : ''}`,
    frame: { tokens: 2, rows: 2, emitted },
    data: { logits: data, ids: indexesWithin([], 3), output: indexesWithin([], 15) },
    record: (plan, b) => argmax(plan, { vocabulary, stride, rows: 3 }, b),
    expected: () => {
      const best = [argmaxRef(logits), argmaxRef(shifted)];
      const output = new Float64Array(15).fill(Number.NaN);
      output.set(best, emitted * 3);
      return { ids: Float64Array.of(...best, Number.NaN), output };
    },
  });
}

export function argmaxCases(): OpCase[] {
  return [
    argmaxCase(1, []),
    argmaxCase(255, []),
    argmaxCase(4000, []),
    argmaxCase(263, [262]),
    argmaxCase(1000, [0]),
    argmaxCase(1000, [300, 44, 999]), // 300 and 44 in one lane
    argmaxCase(1000, [257, 3, 2 + 256]),
    argmaxCase(
      1000,
      Array.from({ length: 1000 }, (_, i) => i),
      0,
    ),
  ];
}
