import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ggufTokenizer } from './ggufTokenizer.ts';
import type { GgufVocabulary } from './ggufVocabulary.ts';
import { demoFile } from './testing/demoTokenizer.ts';
import { TOKEN_IDS } from './testing/tokenIds.ts';
import { createTokenizer } from './tokenizer.ts';

interface DemoJson {
  readonly model: { readonly vocab: Record<string, number>; readonly merges: readonly (string | [string, string])[] };
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
}

/** Made by fixtures/make_sentence_piece.py. */
interface SentencePieceFixture {
  readonly tokens: string[];
  readonly types: number[];
  readonly scores: number[];
  readonly cases: { readonly text: string; readonly ids: number[]; readonly decoded: string }[];
}

/** The vocabulary of the demo model `mini` as GGUF metadata. */
function miniVocabulary(changes: Partial<GgufVocabulary> = {}): GgufVocabulary {
  const { model, added_tokens: added } = demoFile('mini', 'tokenizer.json') as DemoJson;
  const tokens: string[] = [];
  for (const [token, id] of Object.entries(model.vocab)) tokens[id] = token;
  for (const { id, content } of added) tokens[id] = content;
  return {
    model: 'gpt2',
    pre: 'smollm',
    tokens,
    tokenTypes: Int32Array.from(tokens, (_, id) => (added.some((token) => token.id === id) ? 3 : 1)),
    merges: model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' '))),
    scores: null,
    bosId: 2,
    eosId: 3,
    unknownId: null,
    paddingId: 1,
    addBos: false,
    addSpacePrefix: null,
    chatTemplate: null,
    ...changes,
  };
}

const create = (changes?: Partial<GgufVocabulary>) => {
  const { tokenizerJson, tokenizerConfig } = ggufTokenizer(miniVocabulary(changes), 'm.gguf');
  return createTokenizer(tokenizerJson, tokenizerConfig);
};

describe('a tokenizer out of GGUF metadata', () => {
  it.each([
    ['smollm', 'smollm'],
    ['llama-bpe', 'llama3'],
    ['llama-v3', 'llama3'],
    ['qwen2', 'qwen2'],
    ['deepseek-r1-qwen', 'qwen2'],
  ] as const)('pre "%s" cuts as the reference does with %s', (pre, name) => {
    const tokenizer = create({ pre });
    const { cases } = TOKEN_IDS.variants[name];
    expect(cases.length).toBeGreaterThan(5);
    for (const { text, ids } of cases) expect({ text, ids: [...tokenizer.encode(text)] }).toEqual({ text, ids });
  });

  it('gives every text back, and knows its special tokens', () => {
    const tokenizer = create();
    for (const text of TOKEN_IDS.strings) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    const { bosId, eosId, padId, vocabSize } = tokenizer;
    expect({ bosId, eosId, padId, vocabSize }).toEqual({ bosId: 2, eosId: 3, padId: 1, vocabSize: 2048 });
    expect([tokenizer.isSpecial(3), tokenizer.isSpecial(300)]).toEqual([true, false]);
  });

  it('finds user-defined tokens in a text, but does not leave them out of one', () => {
    const types = miniVocabulary().tokenTypes;
    const tokenTypes = Int32Array.from(types, (type, id) => (id === 2 ? 4 : type));
    const tokenizer = create({ tokenTypes });
    const ids = tokenizer.encode('<|im_start|>user<|im_end|>');
    expect([ids[0], ids.at(-1)]).toEqual([2, 3]);
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe('<|im_start|>user');
  });

  it.each([
    ['Llama 3 by default', { pre: 'llama-bpe', addBos: null }, '<|im_start|>'],
    ['not where the file says no', { pre: 'llama-bpe', addBos: false }, ''],
    ['not for SmolLM2', { pre: 'smollm', addBos: null }, ''],
    ['where the file says so', { pre: 'qwen2', addBos: true }, '<|im_start|>'],
    ['not without a BOS token', { pre: 'llama-bpe', addBos: true, bosId: null }, ''],
  ])('the BOS token stands before every text: %s', (_, changes, startText) => {
    expect(create(changes).startText).toBe(startText);
  });

  it('takes a piece that is a token whole for Llama 3, whatever the merges say', () => {
    const { tokens, tokenTypes } = miniVocabulary();
    const changes = { tokens: [...tokens, 'zqxz'], tokenTypes: [...Array.from(tokenTypes), 1] };
    expect([...create({ ...changes, pre: 'llama-bpe' }).encode('zqxz')]).toEqual([2048]);
    expect(create({ ...changes, pre: 'qwen2' }).encode('zqxz').length).toBeGreaterThan(1);
  });
});

describe('a SentencePiece vocabulary', () => {
  const { tokens, types, scores, cases } = JSON.parse(
    readFileSync(new URL('./fixtures/sentencePiece.json', import.meta.url), 'utf8'),
  ) as SentencePieceFixture;
  const toy = (changes: Partial<GgufVocabulary> = {}) =>
    create({
      ...{ model: 'llama', pre: 'default', tokens, tokenTypes: types, scores: Float32Array.from(scores), merges: null },
      ...{ bosId: 1, eosId: 2, unknownId: 0, paddingId: null, addBos: null, ...changes },
    });

  it('gives the ids of sentencepiece and the text back, special tokens and characters without a piece included', () => {
    const tokenizer = toy();
    expect(cases.length).toBeGreaterThan(150);
    for (const { text, ids, decoded } of cases) {
      expect({ text, ids: [...tokenizer.encode(text)] }).toEqual({ text, ids });
      expect(tokenizer.decode(ids)).toBe(decoded);
    }
  });

  it('begins with BOS, and with a space unless the file says no', () => {
    const spaced = toy();
    expect(spaced.startText).toBe('<s>');
    const bare = toy({ addSpacePrefix: false });
    const space = tokens.indexOf('\u2581');
    expect([spaced.encode('9')[0], bare.encode('9')[0]]).toEqual([space, tokens.indexOf('9')]);
    expect(bare.decode(bare.encode(' the'))).toBe(' the');
  });

  it('writes one U+FFFD for each byte of a run that is no UTF-8', () => {
    const bytes = [0xe2, 0x82, 0x41].map((byte) => tokens.indexOf(`<0x${byte.toString(16).toUpperCase()}>`));
    expect(toy().decode(bytes)).toBe('\ufffd\ufffd\ufffd');
  });

  it.each<[string, Partial<GgufVocabulary>, string]>([
    ['without scores', { scores: null }, 'm.gguf: tokenizer.ggml.scores: 0 scores for 700 tokens'],
    ['without bytes', { tokenTypes: types.map(() => 1) }, 'tokenizer.ggml.token_type: 0 of its tokens are bytes'],
  ])('%s is refused', (_, changes, message) => {
    expect(() => toy(changes)).toThrow(message);
  });
});

describe('refused', () => {
  const { tokens } = miniVocabulary();
  it.each<[string, Partial<GgufVocabulary>, string]>([
    [
      'another kind of vocabulary',
      { model: 't5' },
      'm.gguf: tokenizer.ggml.model: the tokenizer "t5" is not supported',
    ],
    ['no pre-tokenizer', { pre: null }, 'm.gguf: tokenizer.ggml.pre: the pre-tokenizer is not named'],
    ['a pre-tokenizer called like a method', { pre: 'toString' }, 'the pre-tokenizer "toString" is not supported'],
    [
      'types that do not go with the tokens',
      { tokenTypes: [1, 1] },
      'tokenizer.ggml.token_type: 2 types for 2048 tokens',
    ],
    ['a token twice', { tokens: [...tokens.slice(0, -1), 'a'] }, 'tokenizer.ggml.tokens: "a" stands in it twice'],
    ['no merges', { merges: null }, 'the metadata holds no tokenizer.ggml.merges'],
    ['a merge of what is no token', { merges: ['a nonsense'] }, 'tokenizer.ggml.merges: "a nonsense" does not join'],
    ['a merge without a space', { merges: ['ab'] }, '"ab" does not join two tokens to a third'],
    ['a BOS id out of range', { bosId: 9999 }, 'tokenizer.ggml.bos_token_id is 9999, but there are 2048 tokens'],
  ])('%s', (_, changes, message) => {
    expect(() => create(changes)).toThrow(message);
  });
});
