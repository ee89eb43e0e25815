import { expect, test } from 'vitest';
import { demoFile, demoTokenizer } from './testing/demoTokenizer.ts';
import { refusal } from './testing/refusal.ts';
import { TOKEN_IDS } from './testing/tokenIds.ts';
import { createTokenizer } from './tokenizer.ts';

test.each(['mini', 'small'] as const)(
  '%s gives the ids of the reference on every string and its text back',
  (model) => {
    const tokenizer = demoTokenizer(model);
    expect(TOKEN_IDS.strings.length).toBeGreaterThan(300);
    for (const [i, text] of TOKEN_IDS.strings.entries()) {
      const ids = [...tokenizer.encode(text)];
      expect({ text, ids }).toEqual({ text, ids: TOKEN_IDS.ids[model][i] });
      expect(tokenizer.decode(ids)).toBe(text);
    }
  },
);

test.each(['smollm', 'llama3', 'qwen2'] as const)('the pre-tokenizer of %s cuts as the reference does', (name) => {
  const { pre_tokenizer, normalizer, cases } = TOKEN_IDS.variants[name];
  const json = { ...(demoFile('mini', 'tokenizer.json') as object), pre_tokenizer, normalizer };
  const tokenizer = createTokenizer(json, demoFile('mini', 'tokenizer_config.json'));
  expect(cases.length).toBeGreaterThan(5);
  for (const { text, ids } of cases) expect({ text, ids: [...tokenizer.encode(text)] }).toEqual({ text, ids });
});

test('special tokens in a text are recognised, left out on request, and nothing is added', () => {
  const tokenizer = demoTokenizer('mini');
  const ids = tokenizer.encode('<|im_start|>user\nHi<|im_end|>');
  expect([ids[0], ids.at(-1)]).toEqual([2, 3]);
  expect(tokenizer.decode(ids)).toBe('<|im_start|>user\nHi<|im_end|>');
  expect(tokenizer.decode(ids, { skipSpecial: true })).toBe('user\nHi');
  expect(tokenizer.encode('')).toEqual(new Uint32Array(0));
  expect(tokenizer.decode([])).toBe('');
});

test('decoding keeps the spaces before punctuation and passes over ids without a token', () => {
  const tokenizer = demoTokenizer('mini');
  const ids = [...tokenizer.encode("Well , it 's so . Really ?")];
  expect(tokenizer.decode([...ids, 99_999])).toBe("Well , it 's so . Really ?");
});

test('ids of the special tokens and the vocabulary size come from the files', () => {
  const { vocabSize, bosId, eosId, padId, tokenId, isSpecial } = demoTokenizer('small');
  expect({ vocabSize, bosId, eosId, padId }).toEqual({ vocabSize: 4096, bosId: null, eosId: 3, padId: 1 });
  expect([tokenId('<|im_start|>'), tokenId('no such token')]).toEqual([2, null]);
  expect([isSpecial(3), isSpecial(40)]).toEqual([true, false]);
});

test('what a post-processor puts before every text is known, and not added by encode', () => {
  const single = [{ SpecialToken: { id: '<|endoftext|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }];
  const post_processor = { type: 'TemplateProcessing', single, pair: single, special_tokens: {} };
  const json = { ...(demoFile('mini', 'tokenizer.json') as object), post_processor };
  const tokenizer = createTokenizer(json, { bos_token: { content: '<|endoftext|>' } });
  expect(tokenizer.startText).toBe('<|endoftext|>');
  expect(tokenizer.bosId).toBe(0);
  expect(tokenizer.encode('Hi')).toEqual(demoTokenizer('mini').encode('Hi'));
  expect(demoTokenizer('mini').startText).toBe('');
});

test.each([
  [null, null, 'tokenizer.json: has no "model": not a tokenizer'],
  [{ model: { type: 'Unigram' } }, null, 'tokenizer.json: tokenizer model "Unigram" is not supported. Supported: BPE.'],
  [
    { model: { type: 'BPE', vocab: { a: 0 }, merges: [] }, pre_tokenizer: { type: 'Magic' } },
    null,
    'tokenizer.json: cannot be used: Unknown PreTokenizer type: Magic',
  ],
  [
    { model: { type: 'BPE', vocab: { a: 0 }, merges: [] } },
    { eos_token: '</s>' },
    'tokenizer_config.json: "eos_token" is "</s>", which tokenizer.json does not hold',
  ],
])('files that are no tokenizer are refused by name (%#)', (json, config, message) => {
  expect(refusal(() => createTokenizer(json, config))).toBe(message);
});
