import { expect, test } from 'vitest';
import { persistentBuffer } from '../gpu/buffers.ts';
import { piecesOf } from './loadPieces.ts';
import type { Upload } from './weights.ts';

const shard = (rowBegin: number, outFeatures: number) => ({
  rowBegin,
  weight: {
    kind: 'dense' as const,
    dtype: 'bf16' as const,
    outFeatures,
    inFeatures: 8,
    data: persistentBuffer(`shard ${rowBegin}`, outFeatures * 16),
  },
});
const head: Upload = { kind: 'dense', tensor: 'head', shards: [shard(0, 10), shard(10, 10), shard(20, 3)] };
const norm: Upload = { kind: 'vector', tensor: 'norm', buffer: persistentBuffer('norm', 32) };
const linear: Upload = {
  kind: 'nf4',
  tensor: 'linear',
  weight: {
    kind: 'nf4',
    outFeatures: 8,
    inFeatures: 8,
    codes: persistentBuffer('codes', 32),
    absmax: persistentBuffer('absmax', 4),
    levels: persistentBuffer('levels', 64),
  },
};

test('matrices to quantise come last, everything else keeps its order and stays whole', () => {
  const pieces = piecesOf([linear, head, linear, norm], null);
  expect(pieces.map(({ upload }) => upload.tensor)).toEqual(['head', 'norm', 'linear', 'linear']);
  expect(pieces.every(({ part, last }) => part === null && last)).toBe(true);
});

test('the parts of a vocabulary are all its bytes once, in order, each in its own buffer', () => {
  const pieces = piecesOf([head, norm], 64);
  expect(pieces.map(({ last }) => last)).toEqual([...Array(6).fill(false), true, true]);
  const parts = pieces.flatMap(({ part }) => (part === null ? [] : [part]));
  let end = 0;
  for (const { begin, sizeBytes, to, at } of parts) {
    expect(begin).toBe(end);
    const shards = head.kind === 'dense' ? head.shards : [];
    const own = shards.find(
      ({ rowBegin, weight }) => begin >= rowBegin * 16 && begin < (rowBegin + weight.outFeatures) * 16,
    );
    expect(own?.weight.kind === 'dense' && own.weight.data).toBe(to);
    expect(at).toBe(begin - (own?.rowBegin ?? 0) * 16);
    expect(sizeBytes).toBeLessThanOrEqual(64);
    end += sizeBytes;
  }
  expect(end).toBe(23 * 16);
});
