import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatConversation, formatExample, formatPrompt } from './promptFormat.ts';
import { demoFile, demoTokenizer } from './testing/demoTokenizer.ts';
import { refusal } from './testing/refusal.ts';
import { TOKEN_IDS } from './testing/tokenIds.ts';
import { createTokenizer } from './tokenizer.ts';

test.each(['mini', 'small'] as const)('%s: prompt and whole text have the ids of the reference', (model) => {
  const tokenizer = demoTokenizer(model);
  for (const example of TOKEN_IDS.examples) {
    const { promptText, fullText } = formatExample(tokenizer, example);
    expect(tokenizer.encode(promptText)).toHaveLength(example[model].promptTokens);
    expect([...tokenizer.encode(fullText)]).toEqual(example[model].ids);
  }
});

test('a model without a chat template gets the plain form, ended by its end token', () => {
  const tokenizer = demoTokenizer('mini', { chat_template: null });
  expect(formatExample(tokenizer, { prompt: 'Why?', completion: 'So.' })).toEqual({
    promptText: 'Why?\nAnswer:',
    fullText: 'Why?\nAnswer: So.<|im_end|>',
  });
});

test('the plain form begins with the start token, once, when the tokenizer has one', () => {
  const single = [{ SpecialToken: { id: '<|endoftext|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }];
  const post_processor = { type: 'TemplateProcessing', single, pair: single, special_tokens: {} };
  const json = { ...(demoFile('mini', 'tokenizer.json') as object), post_processor };
  const tokenizer = createTokenizer(json, { bos_token: '<|endoftext|>', eos_token: '<|im_end|>' });
  const ids = tokenizer.encode(formatExample(tokenizer, { prompt: 'Why?', completion: 'So.' }).fullText);
  expect(ids.filter((id) => id === tokenizer.bosId)).toHaveLength(1);
  expect(ids[0]).toBe(tokenizer.bosId);
});

test('without chat template and end token an answer could not end: refused', () => {
  const tokenizer = demoTokenizer('mini', { chat_template: null, eos_token: null });
  expect(refusal(() => formatExample(tokenizer, { prompt: 'Why?', completion: 'So.' }))).toBe(
    'tokenizer_config.json: names neither a chat template nor an "eos_token", so an answer could not end',
  );
});

test('the prompt is what the model is asked to answer, and its ids begin the whole', () => {
  for (const tokenizer of [demoTokenizer('small'), demoTokenizer('small', { chat_template: null })]) {
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, words, (prompt, completion) => {
        const { promptText, fullText } = formatExample(tokenizer, { prompt, completion: completion.trim() || 'x' });
        expect(promptText).toBe(formatPrompt(tokenizer, prompt));
        const head = tokenizer.encode(promptText);
        expect(tokenizer.encode(fullText).slice(0, head.length)).toEqual(head);
      }),
      { numRuns: 100 },
    );
  }
});

test('a conversation holds its turns in order, the system first, and the start token once', () => {
  const single = [{ SpecialToken: { id: '<|endoftext|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }];
  const post_processor = { type: 'TemplateProcessing', single, pair: single, special_tokens: {} };
  const json = { ...(demoFile('mini', 'tokenizer.json') as object), post_processor };
  const tokenizer = createTokenizer(json, { bos_token: '<|endoftext|>', eos_token: '<|im_end|>' });
  const turns = [
    { prompt: 'One?', completion: 'First.' },
    { prompt: 'Two?', completion: 'Second.' },
  ];
  const plain = formatConversation(tokenizer, { turns, prompt: 'Three?' });
  expect(plain).toBe(
    '<|endoftext|>One?\nAnswer: First.<|im_end|>\n\nTwo?\nAnswer: Second.<|im_end|>\n\nThree?\nAnswer:',
  );
  expect(tokenizer.encode(plain).filter((id) => id === tokenizer.bosId)).toHaveLength(1);

  const chat = formatConversation(demoTokenizer('mini'), {
    turns: turns.slice(1),
    prompt: 'Three?',
    system: 'Be kind.',
  });
  expect(chat).toBe(
    '<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nTwo?<|im_end|>\n<|im_start|>assistant\nSecond.<|im_end|>\n' +
      '<|im_start|>user\nThree?<|im_end|>\n<|im_start|>assistant\n',
  );
});
