import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ggufTokenizer } from './ggufTokenizer.ts';
import { TOKEN_TYPE } from './ggufVocabulary.ts';
import { demoFile, demoTokenizer } from './testing/demoTokenizer.ts';
import { refusal } from './testing/refusal.ts';
import { TOKEN_IDS } from './testing/tokenIds.ts';
import { toGgufVocabulary } from './toGgufVocabulary.ts';
import { createTokenizer } from './tokenizer.ts';

const json = demoFile('mini', 'tokenizer.json') as Record<string, unknown>;
const model = json['model'] as Record<string, unknown>;
const config = demoFile('mini', 'tokenizer_config.json');

/** The tokenizer that a program makes of the metadata. */
function readBack(tokenizerJson: unknown, tokenizerConfig: unknown = config) {
  const vocabulary = toGgufVocabulary(tokenizerJson, createTokenizer(tokenizerJson, tokenizerConfig), 2050);
  const files = ggufTokenizer(vocabulary, 'm.gguf');
  return { vocabulary, tokenizer: createTokenizer(files.tokenizerJson, files.tokenizerConfig) };
}

describe('a byte-level tokenizer as GGUF metadata', () => {
  it('is the same tokenizer when it is read back', () => {
    const { vocabulary, tokenizer } = readBack(json);
    const original = demoTokenizer('mini');
    for (const text of TOKEN_IDS.strings) expect([...tokenizer.encode(text)]).toEqual([...original.encode(text)]);
    expect(vocabulary).toMatchObject({
      model: 'gpt2',
      pre: 'gpt-2',
      eosId: 3,
      paddingId: 1,
      bosId: null,
      addBos: false,
    });
    expect(tokenizer.chatTemplate).toBe(original.chatTemplate);
  });

  it.each([
    ['smollm', 'smollm', false],
    ['llama3', 'llama-bpe', true],
    ['qwen2', 'qwen2', false],
  ] as const)('recognises how %s cuts texts', (name, pre, ignoreMerges) => {
    const { cases, ...change } = TOKEN_IDS.variants[name];
    const { vocabulary, tokenizer } = readBack({
      ...json,
      ...change,
      model: { ...model, ignore_merges: ignoreMerges },
    });
    expect(vocabulary.pre).toBe(pre);
    if (name !== 'llama3') for (const { text, ids } of cases) expect([...tokenizer.encode(text)]).toEqual(ids);
  });

  it('gives spare rows of the embedding a token that no text has', () => {
    const { tokens, tokenTypes } = readBack(json).vocabulary;
    expect([tokens.length, tokens[2049], tokenTypes[2049]]).toEqual([2050, '[PAD2049]', TOKEN_TYPE.unused]);
    expect([tokenTypes[3], tokenTypes[300]]).toEqual([TOKEN_TYPE.control, TOKEN_TYPE.normal]);
  });

  it('refuses a way of cutting that llama.cpp has no name for, and tokens without a row', () => {
    const odd = { ...json, pre_tokenizer: { type: 'Digits', individual_digits: true } };
    expect(refusal(() => readBack(odd))).toBe(
      'tokenizer.json: pre_tokenizer: llama.cpp has no name for the way this tokenizer cuts texts, so no GGUF model can be written. ' +
        'Export the merged model as safetensors, or the adapter for a GGUF file of the base.',
    );
    expect(refusal(() => toGgufVocabulary(json, demoTokenizer('mini'), 100))).toContain(
      'but the embedding has 100 rows',
    );
    expect(refusal(() => toGgufVocabulary({ model: {} }, demoTokenizer('mini'), 100))).toContain(
      'tokenizer.json: model.vocab',
    );
  });
});

describe('a SentencePiece tokenizer as GGUF metadata', () => {
  const fixture = JSON.parse(readFileSync(new URL('./fixtures/sentencePiece.json', import.meta.url), 'utf8')) as {
    tokens: string[];
    types: number[];
    scores: number[];
    cases: { text: string; ids: number[] }[];
  };
  const files = ggufTokenizer(
    {
      ...{ model: 'llama', pre: 'default', tokens: fixture.tokens, tokenTypes: fixture.types, merges: null },
      ...{ scores: Float32Array.from(fixture.scores), bosId: 1, eosId: 2, unknownId: 0, paddingId: null },
      ...{ addBos: null, addSpacePrefix: null, chatTemplate: null },
    },
    'm.gguf',
  );

  it('holds scores that give the ids of sentencepiece, bytes, unknown and BOS', () => {
    const { vocabulary, tokenizer } = readBack(files.tokenizerJson, files.tokenizerConfig);
    expect(vocabulary).toMatchObject({
      model: 'llama',
      pre: null,
      bosId: 1,
      eosId: 2,
      unknownId: 0,
      addBos: true,
      addSpacePrefix: true,
    });
    expect(Array.from(vocabulary.tokenTypes).slice(0, 700)).toEqual(fixture.types);
    for (const { text, ids } of fixture.cases)
      expect({ text, ids: [...tokenizer.encode(text)] }).toEqual({ text, ids });
  });
});
