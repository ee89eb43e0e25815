import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { f32ToBf16, f32ToF16 } from './floats.ts';
import { readAdapter, writeAdapter } from './peft.ts';
import type { SafetensorsDtype } from './safetensors.ts';
import { writeSafetensors } from './safetensorsWrite.ts';

const golden = JSON.parse(readFileSync(new URL('golden/peft_header.json', import.meta.url), 'utf8')) as {
  header_bytes: number;
  header_text: string;
};
const Q = 'base_model.model.model.layers.0.self_attn.q_proj';

const zeros = (name: string, ...shape: [number, number]) => ({
  name,
  shape,
  data: new Float32Array(shape[0] * shape[1]),
});
const stored = (name: string, shape: number[], dtype: SafetensorsDtype = 'F32', bytes?: Uint8Array) => ({
  name,
  dtype,
  shape,
  bytes: bytes ?? new Uint8Array(shape.reduce((a, b) => a * b, 4)),
});

describe('writeAdapter', () => {
  it('writes the header of real PEFT byte for byte, whatever the order of the tensors', () => {
    const tensors = [0, 1].flatMap((layer) => {
      const module = `base_model.model.model.layers.${layer}.self_attn`;
      return [
        zeros(`${module}.v_proj.lora_B.weight`, 32, 8),
        zeros(`${module}.q_proj.lora_A.weight`, 8, 64),
        zeros(`${module}.q_proj.lora_B.weight`, 64, 8),
        zeros(`${module}.v_proj.lora_A.weight`, 8, 64),
      ];
    });
    const bytes = writeAdapter(tensors.reverse());
    expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(golden.header_bytes));
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + golden.header_bytes))).toBe(golden.header_text);
  });

  it('reads back the same numbers', () => {
    const a = { ...zeros(`${Q}.lora_A.weight`, 2, 3), data: Float32Array.of(1, -2, 0.1, 1e-40, 3e38, -0) };
    const b = { ...zeros(`${Q}.lora_B.weight`, 1, 2), data: Float32Array.of(7, 8) };
    expect(readAdapter(writeAdapter([a, b]))).toEqual([a, b]);
  });
});

describe('readAdapter', () => {
  it('widens f16 and bf16', () => {
    const values = Float32Array.of(1, -2.5);
    const bytes = writeSafetensors([
      stored(`${Q}.lora_A.weight`, [2, 1], 'F16', new Uint8Array(f32ToF16(values).buffer)),
      stored(`${Q}.lora_B.weight`, [1, 2], 'BF16', new Uint8Array(f32ToBf16(values).buffer)),
    ]);
    expect(readAdapter(bytes).map((tensor) => tensor.data)).toEqual([values, values]);
  });

  it.each([
    ['DoRA', [stored(`${Q}.lora_magnitude_vector`, [4])], `tensor "${Q}.lora_magnitude_vector": not the A or B matrix`],
    [
      'a saved module',
      [stored('base_model.model.lm_head.weight', [2, 2])],
      'tensor "base_model.model.lm_head.weight": not the A',
    ],
    [
      'three dimensions',
      [stored(`${Q}.lora_A.weight`, [1, 1, 1])],
      `tensor "${Q}.lora_A.weight": a LoRA matrix has 2 dimensions, this one [1,1,1]`,
    ],
    ['integers', [stored(`${Q}.lora_A.weight`, [1, 1], 'I32')], `tensor "${Q}.lora_A.weight": dtype I32 holds`],
    ['half a pair', [stored(`${Q}.lora_A.weight`, [2, 4])], `${Q} has only one half of its LoRA pair`],
    [
      'two ranks',
      [stored(`${Q}.lora_A.weight`, [2, 4]), stored(`${Q}.lora_B.weight`, [4, 3])],
      `${Q} has rank 2 in A but 3 in B`,
    ],
    ['nothing', [], 'the adapter holds no tensors'],
  ])('refuses %s', (_, tensors, message) => {
    expect(() => readAdapter(writeSafetensors(tensors), 'a.safetensors')).toThrow(`a.safetensors: ${message}`);
  });
});
