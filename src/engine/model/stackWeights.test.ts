import { describe, expect, test } from 'vitest';
import { asSlice, persistentBuffer } from '../gpu/buffers.ts';
import type { Weight } from '../ops/weight.ts';
import { type StackStorage, stackWeights } from './stackWeights.ts';

const NF4: StackStorage = { kind: 'nf4', levels: persistentBuffer('levels', 64) };
const BF16: StackStorage = { kind: 'dense', dtype: 'bf16' };

/** Begin and end in bytes of the buffers that a weight holds alone. */
function rangesOf(weight: Weight): number[][] {
  const buffers = weight.kind === 'nf4' ? [weight.codes, weight.absmax] : [weight.data];
  return buffers.map(asSlice).map(({ offsetBytes, sizeBytes }) => [offsetBytes, offsetBytes + sizeBytes]);
}

describe('stacked matrices', () => {
  const qkv = { outputs: [576, 192, 192], inFeatures: 576 };

  test('lie one behind another', () => {
    const stack = stackWeights('qkv', NF4, qkv, 2 ** 27);
    expect(stack?.whole).toMatchObject({ outFeatures: 960, inFeatures: 576 });
    expect(stack?.parts.map((part) => part.outFeatures)).toEqual([576, 192, 192]);
    expect(stack?.parts.map(rangesOf)).toEqual([
      [
        [0, 165_888],
        [0, 20_736],
      ],
      [
        [165_888, 221_184],
        [20_736, 27_648],
      ],
      [
        [221_184, 276_480],
        [27_648, 34_560],
      ],
    ]);
    expect(stack && rangesOf(stack.whole)).toEqual([
      [0, 276_480],
      [0, 34_560],
    ]);
    const dense = stackWeights('qkv', BF16, qkv, 2 ** 27);
    expect(dense?.parts.map(rangesOf)).toEqual([[[0, 663_552]], [[663_552, 884_736]], [[884_736, 1_105_920]]]);
  });

  test('lie apart where one would not begin where a binding may', () => {
    // 24 x 64 weights have 24 scales, 96 bytes; in bf16 they end at a multiple of 256 bytes.
    const small = { outputs: [24, 24], inFeatures: 64 };
    expect(stackWeights('gateUp', NF4, small, 2 ** 27)).toBeNull();
    expect(stackWeights('gateUp', BF16, small, 2 ** 27)?.parts.map(rangesOf)).toEqual([[[0, 3072]], [[3072, 6144]]]);
    // What lies behind the last one does not matter.
    expect(stackWeights('gateUp', NF4, { outputs: [64, 24], inFeatures: 64 }, 2 ** 27)?.parts).toHaveLength(2);
  });

  test('lie apart where all together are larger than a binding', () => {
    expect(stackWeights('qkv', NF4, qkv, 276_480)).not.toBeNull();
    expect(stackWeights('qkv', NF4, qkv, 276_479)).toBeNull();
    expect(stackWeights('qkv', BF16, qkv, 1_105_919)).toBeNull();
  });
});
