/**
 * Model files as nobody should write them: every damage is refused with a UserError (or is none), whatever the bytes. A hang or a huge
 * allocation would end the test run: each case is small, and nothing may believe a length before it is checked.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '../engine/model/config.ts';
import { parseQuantState } from '../formats/bitsandbytes.ts';
import { parseGgufHeader } from '../formats/gguf.ts';
import { layoutGguf } from '../formats/ggufWrite.ts';
import { parseAdapterConfig } from '../formats/peft.ts';
import { parseSafetensorsHeader, readSafetensors } from '../formats/safetensors.ts';
import { writeSafetensors } from '../formats/safetensorsWrite.ts';
import { ggufFile } from '../formats/testing/ggufFile.ts';
import { RunError, UserError } from '../lib/errors.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import { fileMapModel } from './fileMapModel.ts';
import { openGgufModel } from './ggufModel.ts';
import { hubModel } from './hubInfo.ts';
import { openModel } from './openModel.ts';
import { demoFields } from './testing/demoGguf.ts';

const demo = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../public/models/mini/${name}`, import.meta.url)));
const demoJson = (name: string): unknown => JSON.parse(new TextDecoder().decode(demo(name)));

/** Fails the property for anything but a value or a refusal in words. */
function survives(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof UserError) return error.message.length < 2000;
    throw error;
  }
}
async function survivesLater(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof UserError || error instanceof RunError) return true;
    throw error;
  }
}

interface Damage {
  readonly at: number;
  readonly kind: 'flip' | 'cut' | 'huge' | 'zero' | 'repeat';
  readonly value: number;
}
const damages = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    kind: fc.constantFrom('flip', 'cut', 'huge', 'zero', 'repeat') satisfies fc.Arbitrary<Damage['kind']>,
    value: fc.integer({ min: 0, max: 255 }),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Bytes flipped, cut off, set to ones (lengths become huge) or zeros, or a stretch written twice. */
function damaged(bytes: Uint8Array, list: readonly Damage[], within = bytes.length): Uint8Array<ArrayBuffer> {
  let out: Uint8Array<ArrayBuffer> = new Uint8Array(bytes);
  for (const { at, kind, value } of list) {
    const place = Math.floor(at * Math.min(within, out.length));
    if (kind === 'cut') out = out.slice(0, place);
    else if (kind === 'flip' && out.length > 0) out[place] = value;
    else if (kind === 'repeat')
      out = new Uint8Array(Buffer.concat([out.subarray(0, place), out.subarray(Math.max(0, place - value))]));
    else out.fill(kind === 'huge' ? 255 : 0, place, place + 8);
  }
  return out;
}

/** A JSON value with some of its members replaced by what does not belong there. */
const HOSTILE = [
  null,
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  '',
  'x'.repeat(300),
  [],
  {},
  true,
  [[[[]]]],
  { type: 'Sequence' },
  '\u0000',
  '__proto__',
];
function changed(value: unknown, random: () => number, share: number): unknown {
  if (random() < share) return HOSTILE[Math.floor(random() * HOSTILE.length)];
  if (Array.isArray(value)) return value.map((item) => changed(item, random, share));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, item]) =>
    random() < share / 2 ? [] : [[key, changed(item, random, share)]],
  );
  return Object.fromEntries(entries);
}
const changes = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  share: fc.constantFrom(0.01, 0.03, 0.1, 0.4),
});
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 48271) >>> 0) % 2147483647;
    return state / 2147483647;
  };
}

const tensors = writeSafetensors(
  ['a', 'b', 'c'].map((name) => ({ name, dtype: 'F32' as const, shape: [2, 3], bytes: new Uint8Array(24) })),
  { format: 'pt' },
);

describe('safetensors', () => {
  it('survives 4000 damaged files', () => {
    fc.assert(
      fc.property(damages, (list) => survives(() => readSafetensors(damaged(tensors, list)))),
      { numRuns: 4000 },
    );
  });

  it('survives 3000 headers with hostile lengths, offsets, shapes and types', () => {
    const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-1, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, -0));
    const entry = fc.record(
      {
        dtype: fc.constantFrom('F32', 'BF16', 'U8', 'F4', '', 'toString', null),
        shape: fc.oneof(fc.array(number, { maxLength: 5 }), number),
        data_offsets: fc.oneof(
          fc.array(number, { maxLength: 3 }),
          fc.constantFrom([0, 8], [8, 0], [0, 2 ** 53], [4, 12]),
        ),
      },
      { requiredKeys: [] },
    );
    const header = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('__metadata__', '__proto__', 'w')),
      fc.oneof(entry, fc.anything()),
    );
    fc.assert(
      fc.property(header, fc.integer({ min: 0, max: 64 }), (json, more) => {
        const text = new TextEncoder().encode(
          JSON.stringify(json, (_, value) => (typeof value === 'bigint' ? String(value) : value)) ?? '',
        );
        const file = new Uint8Array(8 + text.length + more);
        new DataView(file.buffer).setUint32(0, text.length, true);
        file.set(text, 8);
        return survives(() => parseSafetensorsHeader(file, file.length));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('GGUF', () => {
  const small = layoutGguf(
    [
      { key: 'general.architecture', kind: 'text', value: 'llama' },
      { key: 'general.alignment', kind: 'u32', value: 32 },
      { key: 'tokenizer.ggml.tokens', kind: 'texts', value: ['a', 'b', 'ab'] },
      { key: 'tokenizer.ggml.scores', kind: 'f32s', value: [1, 2, 3] },
    ],
    [
      { name: 'token_embd.weight', type: 'F16', shape: [3, 32] },
      { name: 'blk.0.attn_q.weight', type: 'Q8_0', shape: [2, 32] },
    ],
  );

  it('survives 5000 damaged headers, whatever size the file claims', () => {
    const sizes = fc.constantFrom(small.sizeBytes, small.header.length, 2 ** 40, 0);
    fc.assert(
      fc.property(damages, sizes, (list, size) => survives(() => parseGgufHeader(damaged(small.header, list), size))),
      { numRuns: 5000 },
    );
  });

  it('survives 400 damaged models as a whole', async () => {
    const whole = ggufFile(demoFields(), [
      { name: 'token_embd.weight', type: 'F32', shape: [2048, 4], bytes: new Uint8Array(32768) },
    ]);
    await fc.assert(
      fc.asyncProperty(damages, (list) =>
        survivesLater(() =>
          openGgufModel(fileMapModel(new Map([['m.gguf', damaged(whole, list, 4096)]]), 'm'), 'm.gguf'),
        ),
      ),
      { numRuns: 400 },
    );
  });
});

describe('config.json', () => {
  const config = demoJson('config.json');

  it('survives 5000 changed configs, and what it takes has sizes within bounds', () => {
    fc.assert(
      fc.property(changes, ({ seed, share }) =>
        survives(() => {
          const { vocabulary, width, layers, heads, headDim, mlpWidth } = parseModelConfig(
            changed(config, randomOf(seed), share),
          );
          for (const size of [vocabulary, width, layers, heads, headDim, mlpWidth]) {
            expect(Number.isInteger(size) && size > 0 && size <= 2 ** 22).toBe(true);
          }
        }),
      ),
      { numRuns: 5000 },
    );
  });

  it('survives 2000 values of any kind', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => survives(() => parseModelConfig(value))),
      { numRuns: 2000 },
    );
  });
});

describe('tokenizer.json', () => {
  const json = demoJson('tokenizer.json') as { model: { vocab: Record<string, number>; merges: unknown[] } };
  /** A small one, so that thousands are quick. */
  const vocab = Object.fromEntries(Object.entries(json.model.vocab).filter(([, id]) => id < 300));
  const little = {
    ...json,
    model: { ...json.model, vocab, merges: json.model.merges.slice(0, 40).filter((merge) => join(merge) in vocab) },
  };
  function join(merge: unknown): string {
    return Array.isArray(merge) ? merge.join('') : String(merge).replace(' ', '');
  }

  it('survives 2500 changed tokenizers; what is taken also encodes and decodes', () => {
    fc.assert(
      fc.property(changes, ({ seed, share }) =>
        survives(() => {
          const tokenizer = createTokenizer(changed(little, randomOf(seed), share), null);
          tokenizer.decode(tokenizer.encode('Hi 12, é <|im_end|>'));
        }),
      ),
      { numRuns: 2500 },
    );
  });

  it('survives 2000 changed configs of one', () => {
    const config = demoJson('tokenizer_config.json');
    fc.assert(
      fc.property(changes, ({ seed, share }) =>
        survives(() => createTokenizer(little, changed(config, randomOf(seed), share))),
      ),
      { numRuns: 2000 },
    );
  });
});

describe('everything around it', () => {
  it('survives 300 damaged folders with an index', async () => {
    const index = { weight_map: { a: 'model-1.safetensors', b: 'model-1.safetensors', c: 'model-1.safetensors' } };
    const files = (list: readonly Damage[], seed: number, share: number) =>
      new Map([
        ['config.json', demo('config.json')],
        ['tokenizer.json', new TextEncoder().encode('{}')],
        [
          'model.safetensors.index.json',
          new TextEncoder().encode(JSON.stringify(changed(index, randomOf(seed), share)) ?? ''),
        ],
        ['model-1.safetensors', damaged(tensors, list)],
      ]);
    await fc.assert(
      fc.asyncProperty(damages, changes, (list, { seed, share }) =>
        survivesLater(() => openModel(fileMapModel(files(list, seed, share), 'm'))),
      ),
      { numRuns: 300 },
    );
  });

  it('survives 2000 adapter configs, 2000 quantisation states and 1000 answers of a Hub', async () => {
    const adapter = JSON.parse(
      readFileSync(new URL('../formats/golden/peft_adapter_config.json', import.meta.url), 'utf8'),
    ) as unknown;
    const text = (value: unknown, { seed, share }: { seed: number; share: number }) =>
      JSON.stringify(changed(value, randomOf(seed), share)) ?? '';
    fc.assert(
      fc.property(changes, (change) => survives(() => parseAdapterConfig(text(adapter, change)))),
      { numRuns: 2000 },
    );
    const state = {
      quant_type: 'nf4',
      blocksize: 64,
      dtype: 'bfloat16',
      shape: [256, 128],
      nested_blocksize: 256,
      nested_dtype: 'float32',
      nested_offset: 0.4,
    };
    fc.assert(
      fc.property(changes, (change) => survives(() => parseQuantState(text(state, change), 's'))),
      { numRuns: 2000 },
    );
    const answer = {
      sha: 'c'.repeat(40),
      gated: false,
      tags: ['license:mit'],
      siblings: ['config.json', 'tokenizer.json', 'model.safetensors'].map((rfilename) => ({ rfilename, size: 5 })),
    };
    const name = { id: 'a/b', revision: 'main', file: null };
    await fc.assert(
      fc.asyncProperty(changes, (change) =>
        survivesLater(() =>
          hubModel(
            {
              endpoint: 'https://hub.example',
              token: null,
              sleep: async () => undefined,
              fetch: async () => new Response(text(answer, change)),
            },
            name,
          ),
        ),
      ),
      { numRuns: 1000 },
    );
  });
});
