import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { nucleusRef, type SampleRow } from './sample.ref.ts';
import { DRAW_WORDS, drawWords, sample } from './sample.ts';
import type { Mutation } from './testing/mutation.ts';
import { narrow, opCase } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { bindCase, checkCase, differenceOf } from './testing/runCase.ts';
import { drawing, sampleCase, sampleCases, wordsOf } from './testing/sample.cases.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('sample agrees with the reference', () => {
  for (const c of sampleCases()) test(narrow(c).name, () => checkCase(gpu, narrow(c)));
  test('with the lanes of a GPU', () => checkCase(gpu, sampleCase(LOGITS, drawing(8, 0.9, 0.9))));
});

const LOGITS = Float32Array.of(2, -1, 0.5, 2, 3, -4, 1, 0, 2.5, -2, 1.5, -0.5);

describe('a wrong draw is caught', () => {
  test.each<[string, Mutation, SampleRow[]]>([
    ['the position has no say', { text: ['mix32(draw.y + 0x9e3779b9u)', '0u'] }, drawing(8, 1, 1)],
    ['the temperature has no say', { text: ['own * scale', 'own'] }, drawing(32, 3, 1)],
    ['the nucleus is not cut', { text: ['< threshold', '< 0u'] }, drawing(32, 1, 0.3)],
    ['the nucleus ends at the upper bits', { text: ['order >> (shift + 8u) == known', 'false'] }, drawing(32, 1, 0.3)],
    ['the likeliest of equals is the later one', { text: ['own > score', 'own >= score'] }, drawing(2, 0, 1)],
  ])('%s', async (_, mutation, rows) => {
    const logits = rows[0]?.temperature === 0 ? new Float32Array(40) : LOGITS;
    expect(await differenceOf(gpu, narrow(sampleCase(logits, rows)), mutation)).toContain('differs');
  });
});

/** How often each token is drawn from LOGITS in `count` positions. */
async function frequencies(count: number, how: Omit<SampleRow, 'position'>, mutation?: Mutation): Promise<number[]> {
  const stride = LOGITS.length;
  const data = new Float32Array(count * stride);
  const draws = new Uint32Array(count * DRAW_WORDS);
  for (let position = 0; position < count; position++) {
    data.set(LOGITS, position * stride);
    draws.set(wordsOf({ ...how, position }), position * DRAW_WORDS);
  }
  const bound = await bindCase(
    gpu,
    opCase({
      name: 'frequencies',
      narrow: true,
      frame: { tokens: count, rows: count, emitted: 0 },
      data: { logits: data, draws, ids: new Uint32Array(count), output: new Uint32Array(count) },
      record: (plan, b) => sample(plan, { vocabulary: stride, stride, rows: count }, b),
      expected: () => ({}),
    }),
    mutation,
  );
  await bound.run({ tokens: count, rows: count, emitted: 0 });
  const ids = await bound.read('ids');
  await bound.close();
  const counts = new Array<number>(stride).fill(0);
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

/** Pearson's statistic over the tokens of the nucleus, and its degrees of freedom; infinite when another token was drawn. */
function chiSquare(counts: readonly number[], probabilities: Float64Array) {
  const total = counts.reduce((sum, n) => sum + n, 0);
  let statistic = 0;
  let tokens = 0;
  for (const [i, p] of probabilities.entries()) {
    const n = counts[i] ?? 0;
    if (p > 0) tokens++;
    if (p > 0 || n > 0) statistic += (n - p * total) ** 2 / (p * total);
  }
  return { statistic, freedom: tokens - 1 };
}

/** Quantile 0.999 of chi-square, by Wilson and Hilferty. */
const limit = (freedom: number) => freedom * (1 - 2 / (9 * freedom) + 3.09 * Math.sqrt(2 / (9 * freedom))) ** 3;

describe('4,000 draws follow the probabilities of the reference', () => {
  const COUNT = 4000;
  for (const [temperature, topP, tokens] of [
    [1, 1, 12],
    [0.7, 0.9, 5],
    [2, 0.5, 4],
  ] as const) {
    test(`temperature ${temperature}, top-p ${topP}`, async () => {
      const how = { key: 12_345, temperature, topP };
      const p = nucleusRef(LOGITS, { ...how, position: 0 });
      expect(p.filter((x) => x > 0)).toHaveLength(tokens);
      const { statistic, freedom } = chiSquare(await frequencies(COUNT, how), p);
      expect(statistic).toBeLessThan(limit(freedom));
    });
  }

  test('and a temperature that is 20 % off, or a race with a worse clock, is seen', async () => {
    const how = { key: 12_345, temperature: 1, topP: 1 };
    const p = nucleusRef(LOGITS, { ...how, position: 0 });
    const warm = chiSquare(await frequencies(COUNT, { ...how, temperature: 1.2 }), p);
    expect(warm.statistic).toBeGreaterThan(limit(11));
    const uniform: Mutation = { text: ['-log(1.0 - v)', '(v)'] };
    expect(chiSquare(await frequencies(COUNT, how, uniform), p).statistic).toBeGreaterThan(limit(11));
  });
});

test('the words of a row: a stream for each sequence of a seed, position, and how to draw', () => {
  const how = { temperature: 0.5, topP: 0.9, seed: 3 };
  const words = drawWords(how, 4, 17);
  expect([...words.subarray(1, 2), ...new Float32Array(words.buffer, 8)]).toEqual([17, 2, Math.fround(0.9)]);
  const keys = [0, 1, 2].map((sequence) => drawWords(how, sequence, 17)[0]);
  expect(new Set([...keys, drawWords({ ...how, seed: 4 }, 0, 17)[0]]).size).toBe(4);
  expect(new Float32Array(drawWords({ ...how, temperature: 0 }, 4, 17).buffer)[2]).toBe(0);
});
