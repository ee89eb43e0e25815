import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toF32 } from '../formats/floats.ts';
import { dequantiseNf4, quantiseNf4Bytes } from '../formats/nf4.ts';
import { readSafetensors, type SafetensorsTensor } from '../formats/safetensors.ts';
import { writeSafetensors } from '../formats/safetensorsWrite.ts';
import { laterRefusal, refusal } from '../text/testing/refusal.ts';
import { openCheckpoint } from './checkpoint.ts';
import { fileMapModel } from './fileMapModel.ts';
import { prequantisedSource, storedQuantisation } from './prequantised.ts';

const golden = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../engine/testing/golden/qwen3/${name}`, import.meta.url)));
const stored = golden('prequantised/model.safetensors');
const Q = 'model.layers.0.self_attn.q_proj.weight';

async function open(bytes: Uint8Array) {
  const { source } = await openCheckpoint(
    fileMapModel(new Map([['model.safetensors', bytes]]), 'm'),
    new Set(['model.safetensors']),
  );
  return prequantisedSource(source, 'm');
}

/** The file with one tensor changed, or left out. */
function changed(name: string, change: (tensor: SafetensorsTensor) => SafetensorsTensor | null): Uint8Array {
  const { tensors, metadata } = readSafetensors(stored);
  const list = [...tensors].flatMap(([key, tensor]) => {
    const kept = key === name ? change(tensor) : tensor;
    return kept === null ? [] : [{ name: key, ...kept }];
  });
  return writeSafetensors(list, metadata);
}
const state = (text: string) => (tensor: SafetensorsTensor) => {
  const bytes = new TextEncoder().encode(text);
  return { ...tensor, shape: [bytes.length], bytes };
};

describe('a checkpoint of bitsandbytes in NF4', () => {
  it('shows each matrix under its own name, stored as quantising the original gives it', async () => {
    const source = await open(stored);
    const original = readSafetensors(golden('model.safetensors')).tensors;
    expect(source.doubleQuant).toBe(true);
    expect(source.tensors.map(({ name }) => name).sort()).toEqual([...original.keys()].sort());
    const info = source.tensors.find(({ name }) => name === Q);
    expect(info).toEqual({ name: Q, dtype: 'F32', shape: [256, 128] });
    const { dtype, bytes } = original.get(Q) as SafetensorsTensor;
    const expected = quantiseNf4Bytes(dtype as 'BF16', bytes, [256, 128], { doubleQuant: true });
    const tensor = await source.readNf4(Q, { doubleQuant: true });
    expect(Buffer.compare(tensor.packed, expected.packed)).toBe(0);
    expect(tensor.nested?.qabsmax).toEqual(expected.nested?.qabsmax);
    expect(tensor.absmax).toEqual(expected.absmax);
    expect(toF32('F32', await source.read(Q))).toEqual(dequantiseNf4(expected));
  });

  it('leaves all other tensors as they are', async () => {
    const source = await open(stored);
    const { tensors } = readSafetensors(stored);
    const name = 'model.embed_tokens.weight';
    expect(source.tensors.find((tensor) => tensor.name === name)?.dtype).toBe('BF16');
    expect(Buffer.compare(await source.read(name), tensors.get(name)?.bytes as Uint8Array)).toBe(0);
    await expect(source.readNf4(name, { doubleQuant: true })).rejects.toThrow('is not stored in 4 bits');
  });

  const text = new TextDecoder().decode(
    readSafetensors(stored).tensors.get(`${Q}.quant_state.bitsandbytes__nf4`)?.bytes,
  );
  it.each([
    ['fp4', text.replace('"nf4"', '"fp4"'), 'quant_type is "fp4". Supported: bitsandbytes NF4 with blocks of 64'],
    ['other blocks', text.replace('64', '128'), 'blocksize is 128'],
    ['another nesting', text.replace('"nested_blocksize": 256', '"nested_blocksize": 64'), 'nested_blocksize is 64'],
    ['an unknown key', text.replace('{', '{"zero": 1, '), '"zero" is not known here'],
    ['a shape that is none', text.replace('[256, 128]', '[256, -128]'), 'shape is [256,-128], not that of a matrix'],
    ['a shape beyond all memory', text.replace('[256, 128]', '[4294967296, 4294967296]'), 'not that of a matrix'],
    [
      'an offset that is none',
      text.replace(/"nested_offset": [\d.]+/, '"nested_offset": "x"'),
      'nested_offset is not a number',
    ],
    ['no JSON', '{', 'is not JSON'],
  ])('refuses %s', async (_, changedText, message) => {
    const name = `${Q}.quant_state.bitsandbytes__nf4`;
    expect(await laterRefusal(open(changed(name, state(changedText))))).toContain(message);
  });

  it.each([
    ['missing scales', `${Q}.absmax`, null, `tensor "${Q}.absmax": is missing`],
    ['too few scales', `${Q}.absmax`, 8, `tensor "${Q}.absmax": has 8 bytes, the shape [256,128] needs 512`],
    ['too few codes', Q, 64, `tensor "${Q}": has 64 bytes, the shape [256,128] needs 16384`],
    ['another code book', `${Q}.quant_map`, 64, 'is not the code book of NF4'],
  ])('refuses %s', async (_, name, size, message) => {
    const source = await open(
      changed(name, (tensor) =>
        size === null
          ? null
          : { ...tensor, shape: [size / (tensor.dtype === 'F32' ? 4 : 1)], bytes: new Uint8Array(size).fill(1) },
      ),
    );
    expect(await laterRefusal(source.readNf4(Q, { doubleQuant: true }))).toContain(message);
  });

  it('refuses scales that are not finite', async () => {
    const name = `${Q}.nested_absmax`;
    const source = await open(changed(name, (t) => ({ ...t, bytes: new Uint8Array(8).fill(255) })));
    expect(await laterRefusal(source.readNf4(Q, { doubleQuant: true }))).toContain('holds a scale that is not finite');
  });
});

describe('storedQuantisation', () => {
  const config = JSON.parse(new TextDecoder().decode(golden('prequantised/config.json')));
  it('knows bitsandbytes NF4, and no quantisation', () => {
    expect(storedQuantisation(config, 'c')).toBe('nf4');
    expect(storedQuantisation({ quantization_config: null }, 'c')).toBe(null);
    expect(storedQuantisation({}, 'c')).toBe(null);
  });

  it.each([
    [{ quant_method: 'gptq' }, 'quantised with gptq'],
    [{ quant_method: 'bitsandbytes', load_in_8bit: true }, 'quantised with bitsandbytes 8 bit'],
    [
      { quant_method: 'bitsandbytes', load_in_4bit: true, bnb_4bit_quant_type: 'fp4' },
      'quantised with bitsandbytes fp4',
    ],
    ['awq', 'quantised with undefined'],
  ])('refuses %j by name', (quantization, message) => {
    expect(refusal(() => storedQuantisation({ quantization_config: quantization }, 'c'))).toContain(message);
  });
});
