import { embedRef } from '../embed.ref.ts';
import { embed } from '../embed.ts';
import { type CaseData, expectWithin, indexesWithin, type OpCase, opCase, poison } from './opCase.ts';
import { integers } from './randomData.ts';
import { testWeight, WEIGHT_KINDS, type WeightKind } from './testWeight.ts';

interface Size {
  readonly tokens: number;
  readonly width: number;
  /** Rows of each shard of the vocabulary. */
  readonly shards: readonly number[];
}

export const EMBED_SIZES = {
  tiny: { tokens: 1, width: 8, shards: [3] },
  odd: { tokens: 65, width: 72, shards: [20, 9, 22] },
  real: { tokens: 130, width: 576, shards: [300, 212] },
} satisfies Record<string, Size>;

export function embedCase({ tokens, width, shards }: Size, kind: WeightKind): OpCase {
  const vocabulary = shards.reduce((sum, rows) => sum + rows, 0);
  const weights = shards.map((rows, i) => testWeight(kind, rows, width, 10 + i));
  const begins = shards.map((_, i) => shards.slice(0, i).reduce((sum, rows) => sum + rows, 0));
  const ids = integers(tokens, vocabulary, 1);
  // First and last row of every shard.
  begins.forEach((begin, i) => {
    ids[2 * i] = begin;
    ids[2 * i + 1] = begin + shards[i] - 1;
  });
  const data: Record<string, CaseData> = { ids: indexesWithin(ids, tokens + 2), y: poison((tokens + 2) * width) };
  weights.forEach((weight, i) => {
    for (const [name, values] of Object.entries(weight.data)) data[`${name}${i}`] = values;
  });
  return opCase({
    name: `embed ${kind} ${tokens} of ${shards.join('+')}x${width}`,
    frame: { tokens, rows: 0 },
    data,
    record: (plan, b) => {
      const parts = weights.map((weight, i) => {
        const own = Object.fromEntries(Object.keys(weight.data).map((name) => [name, b[`${name}${i}`]]));
        return { weight: weight.of(own), rowBegin: begins[i] };
      });
      embed(plan, parts, { ids: b['ids'], y: b['y'] });
    },
    expected: () => {
      const table = Float64Array.from(weights.flatMap((weight) => [...weight.values]));
      return { y: expectWithin(embedRef(table, ids.subarray(0, tokens), width), (tokens + 2) * width) };
    },
    // Widening is exact; NF4 is one f32 product.
    tolerance: { nmse: 1e-15, max: 1e-7 },
  });
}

export function embedCases(): OpCase[] {
  return Object.values(EMBED_SIZES).flatMap((size) => WEIGHT_KINDS.map((kind) => embedCase(size, kind)));
}
