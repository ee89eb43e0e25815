import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toF32 } from './floats.ts';
import { dequantiseGguf } from './ggufDequantise.ts';
import { blockLayout, GGUF_TYPES } from './ggufTypes.ts';
import { readSafetensors, type SafetensorsTensor } from './safetensors.ts';

const { tensors } = readSafetensors(
  new Uint8Array(readFileSync(new URL('./golden/gguf.safetensors', import.meta.url))),
);
const golden = (name: string) => tensors.get(name) as SafetensorsTensor;

it.each(GGUF_TYPES)('%s: every weight of random blocks has the bits of gguf-py', (type) => {
  const expected = toF32('F32', golden(`${type}.values`).bytes);
  expect(expected.length).toBe(512);
  const got = dequantiseGguf(type, golden(`${type}.bytes`).bytes);
  const bits = (values: Float32Array) => new Uint32Array(values.slice().buffer);
  expect(bits(got)).toEqual(bits(expected));
});

it.each(GGUF_TYPES)('%s: a changed byte changes a weight of its own block only', (type) => {
  const { bytes: size, weights } = blockLayout(type);
  const bytes = golden(`${type}.bytes`).bytes.slice();
  const before = dequantiseGguf(type, bytes.slice());
  const block = 1;
  bytes[block * size + size - 1] = (bytes[block * size + size - 1] as number) ^ 0x08;
  const after = dequantiseGguf(type, bytes);
  const changed = [...after.keys()].filter((i) => !Object.is(after[i], before[i]));
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.every((i) => Math.floor(i / weights) === block)).toBe(true);
});

it('refuses bytes that are not whole blocks', () => {
  expect(() => dequantiseGguf('Q4_K', new Uint8Array(145))).toThrow('not whole Q4_K blocks');
});
