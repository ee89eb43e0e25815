import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { topLogits } from '../../evaluate/topLogits.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import { writeSafetensors } from '../../formats/safetensorsWrite.ts';
import { demoGguf } from '../../hub/testing/demoGguf.ts';
import { sha256 } from '../../lib/hash.ts';
import { main } from '../main.ts';
import { type FakeIo, fakeIo } from '../testing/fakeIo.ts';
import { gatherLogits, goldenRows } from './goldenModel.ts';
import { f32, i32, type OutputTensor } from './output.ts';

let io: FakeIo;
beforeEach(() => {
  io = fakeIo();
});
afterEach(() => io.remove());

const putCase = (name: string, files: Readonly<Record<string, Uint8Array | string>>) => {
  mkdirSync(join(io.cwd, 'case'), { recursive: true });
  writeFileSync(join(io.cwd, 'case', 'case.json'), JSON.stringify({ case: name }));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(io.cwd, 'case', file), content);
};
const trace = (...more: string[]) => main(['trace', '--case', 'case', '--out', 'answer', ...more], io);
const tensorMap = (...tensors: OutputTensor[]) => readSafetensors(writeSafetensors(tensors)).tensors;

describe('tabtune trace', () => {
  it('quantises the weights of an nf4 case (the golden vector of the specification)', async () => {
    const w = Float32Array.from(
      { length: 256 },
      (_, i) => ((((i * 37 + 11) % 101) - 50) / 64) * (1 + Math.floor(i / 64)),
    );
    putCase('nf4', { 'cases.safetensors': writeSafetensors([f32('x.w', [4, 64], w)]) });
    expect(await trace()).toBe(0);
    expect(io.stdout).toEqual([`${join(io.cwd, 'answer.safetensors')}\n`]);
    const { tensors } = readSafetensors(new Uint8Array(readFileSync(join(io.cwd, 'answer.safetensors'))));
    const packed = tensors.get('x.packed')?.bytes ?? new Uint8Array();
    expect(sha256(packed)).toBe('6b236bf75624d652305e5e09d4d4099c6a2746bf2b499f8b3c667a88aec2712a');
    expect([...(tensors.get('x.nested.qabsmax')?.bytes ?? [])]).toEqual([0, 46, 207, 255]);
    expect(tensors.get('x.dequant')?.shape).toEqual([4, 64]);
    expect([...tensors.keys()]).toHaveLength(8);
  });

  it.each([
    ['smollm2', /the case smollm2 does not hold its model\. Name it with --model FILE\.gguf/],
    ['tokenizer', /the case tokenizer does not hold its model/],
    ['other', /unknown case "other"/],
  ])('answers the case %s with 2', async (name, message) => {
    putCase(name, {});
    expect(await trace()).toBe(2);
    expect(io.stderr.join('')).toMatch(message);
  });

  it('writes ids and texts of a tokenizer case, from the vocabulary of a GGUF file', async () => {
    writeFileSync(join(io.cwd, 'mini.gguf'), demoGguf());
    const messages = [{ role: 'user', content: 'Hi 12' }];
    putCase('tokenizer', {
      'torture.json': JSON.stringify({ strings: [{ text: 'a 12<|im_end|>' }] }),
      'chat.json': JSON.stringify({ date_string: '26 Jul 2024', conversations: [{ messages }] }),
    });
    expect(await trace('--model', 'mini.gguf')).toBe(0);
    const { torture, chat } = JSON.parse(readFileSync(join(io.cwd, 'answer.json'), 'utf8'));
    expect(torture.strings[0]).toMatchObject({ decoded: 'a 12<|im_end|>', decoded_skip_special: 'a 12' });
    expect(torture.strings[0].ids.at(-1)).toBe(3);
    const text = '<|im_start|>user\nHi 12<|im_end|>\n';
    expect(chat.conversations[0]).toMatchObject({
      text,
      text_with_generation_prompt: `${text}<|im_start|>assistant\n`,
    });
    expect(chat.conversations[0].ids[0]).toBe(2);
  });

  it('names the file that is missing from a case', async () => {
    putCase('nf4', {});
    expect(await trace()).toBe(2);
    expect(io.stderr.join('')).toMatch(/cases\.safetensors: cannot be read/);
  });
});

describe('the rows of a golden model', () => {
  const ids = i32('input_ids', [2, 3], Int32Array.of(5, 6, 7, 8, 9, 0));
  const mask = i32('attention_mask', [2, 3], Int32Array.of(1, 1, 1, 1, 1, 0));

  it('end where the mask does and are supervised where there is a label', () => {
    const labels = i32('labels', [2, 3], Int32Array.of(-100, 6, 7, 8, -100, -100));
    expect(goldenRows(tensorMap(ids, mask, labels))).toEqual([
      { ids: Uint32Array.of(5, 6, 7), supervised: Uint8Array.of(0, 1, 1) },
      { ids: Uint32Array.of(8, 9), supervised: Uint8Array.of(1, 0) },
    ]);
  });

  it('have logits picked at (row, position)', () => {
    const index = i32('logits_index', [2, 2], Int32Array.of(1, 1, 0, 2));
    const logits = [Float32Array.of(0, 1, 2, 3, 4, 5), Float32Array.of(10, 11, 12, 13)];
    expect(gatherLogits(logits, tensorMap(index), 2)).toEqual(Float32Array.of(12, 13, 4, 5));
  });
});

describe('topLogits', () => {
  it('are the largest of each row, the largest first, of equal ones the lower id', () => {
    const logits = Float32Array.of(0, 3, -1, 3, 2, /* next row */ -5, -4, -3, -2, -1);
    const { ids, values } = topLogits(logits, 2, 3);
    expect([...ids]).toEqual([1, 3, 4, 4, 3, 2]);
    expect([...values]).toEqual([3, 3, 2, -1, -2, -3]);
  });
});
