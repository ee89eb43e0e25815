import { argmaxRef } from '../argmax.ref.ts';
import { argmax } from '../argmax.ts';
import { indexesWithin, type OpCase, opCase, within } from './opCase.ts';
import { normals } from './randomData.ts';

/** `peaks`: where the largest value stands; several make a tie. */
export function argmaxCase(vocabulary: number, peaks: readonly number[], emitted = 3): OpCase {
  const logits = normals(vocabulary, vocabulary).map((z) => z - 20);
  for (const i of peaks) logits[i] = -10;
  return opCase({
    name: `argmax of ${vocabulary}${peaks.length > 0 ? ` with ${peaks.length} largest, first ${Math.min(...peaks)}` : ''}`,
    frame: { tokens: 1, rows: 1, emitted },
    data: { logits: within(logits, vocabulary + 4), ids: indexesWithin([], 3), output: indexesWithin([], 9) },
    record: (plan, b) => argmax(plan, vocabulary, b),
    expected: () => {
      const best = argmaxRef(logits);
      const output = new Float64Array(9).fill(Number.NaN);
      output[emitted] = best;
      return { ids: Float64Array.of(best, Number.NaN, Number.NaN), output };
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
