import { type SampleRow, sampleRef } from '../sample.ref.ts';
import { DRAW_WORDS, sample } from '../sample.ts';
import { indexesWithin, type OpCase, opCase, within } from './opCase.ts';
import { normals } from './randomData.ts';

/** The words of a row that `drawWords` would make, with the key given as it is. */
export function wordsOf({ key, position, temperature, topP }: SampleRow): Uint32Array {
  const words = new Uint32Array(DRAW_WORDS);
  words.set([key, position]);
  new Float32Array(words.buffer).set([temperature > 0 ? 1 / temperature : 0, topP], 2);
  return words;
}

/** Each row draws from the same logits, moved on by its index; there is room for one more row. */
export function sampleCase(logits: Float32Array, rows: readonly SampleRow[], emitted = 2): OpCase {
  const vocabulary = logits.length;
  const stride = Math.ceil(vocabulary / 4) * 4;
  const capacity = rows.length + 1;
  const rowLogits = rows.map((_, row) => logits.map((_, i) => logits[(i + row) % vocabulary] as number));
  const data = within(new Float32Array(), capacity * stride);
  for (const [row, values] of rowLogits.entries()) data.set(values, row * stride);
  const words = rows.flatMap((row) => [...wordsOf(row)]);
  const { temperature = 0, topP = 1 } = rows[0] ?? {};
  return opCase({
    name: `sample of ${vocabulary}, ${rows.length} rows, temperature ${temperature}, top-p ${topP}`,
    frame: { tokens: rows.length, rows: rows.length, emitted },
    data: {
      logits: data,
      draws: indexesWithin(words, capacity * DRAW_WORDS),
      ids: indexesWithin([], capacity),
      output: indexesWithin([], 4 * capacity),
    },
    record: (plan, b) => sample(plan, { vocabulary, stride, rows: capacity }, b),
    expected: () => {
      const chosen = rows.map((row, i) => sampleRef(rowLogits[i] as Float32Array, row));
      const output = new Float64Array(4 * capacity).fill(Number.NaN);
      output.set(chosen, emitted * capacity);
      return { ids: Float64Array.of(...chosen, Number.NaN), output };
    },
  });
}

/** `count` rows of one sequence, one after the other. */
export function drawing(count: number, temperature: number, topP: number, key = 7): SampleRow[] {
  return Array.from({ length: count }, (_, position) => ({ key, position, temperature, topP }));
}

const spread = (count: number, size = 3, offset = 0) => normals(count, count).map((z) => size * z + offset);

export function sampleCases(): OpCase[] {
  return [
    sampleCase(Float32Array.of(-3), drawing(2, 1, 1)),
    sampleCase(spread(16), drawing(64, 1, 1)),
    sampleCase(spread(255, 3, -20), drawing(32, 0.7, 0.9)),
    sampleCase(spread(263, 3, 20), drawing(32, 1.5, 0.5)),
    sampleCase(spread(1000), drawing(16, 1, 0.01)),
    sampleCase(spread(1000), drawing(8, 0, 1)),
    sampleCase(new Float32Array(1000).fill(-2), drawing(16, 1, 0.5)), // all equal: the nucleus is everything
    sampleCase(new Float32Array(1000), drawing(3, 0, 0.5)),
    sampleCase(spread(4000), [...drawing(8, 0.8, 0.95, 1), ...drawing(8, 0.3, 0.8, 2), ...drawing(2, 0, 1, 3)]),
    sampleCase(spread(50_001), drawing(3, 1, 0.999), 0),
  ];
}
