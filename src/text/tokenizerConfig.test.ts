import { expect, test } from 'vitest';
import { refusal } from './testing/refusal.ts';
import { parseTokenizerConfig } from './tokenizerConfig.ts';

test('special tokens stand as texts or as objects; null is none', () => {
  const config = parseTokenizerConfig({
    bos_token: null,
    eos_token: { content: '</s>', special: true },
    pad_token: '<pad>',
  });
  expect(config.specialTokens).toEqual({ eos_token: '</s>', pad_token: '<pad>' });
  expect(parseTokenizerConfig(null)).toEqual({ specialTokens: {}, chatTemplate: null });
});

test('of several chat templates the default one is used', () => {
  const templates = [
    { name: 'tool_use', template: 'T' },
    { name: 'default', template: 'D' },
  ];
  expect(parseTokenizerConfig({ chat_template: templates }).chatTemplate).toBe('D');
});

test.each([
  [[], 'tokenizer_config.json: not a JSON object'],
  [{ eos_token: 7 }, 'tokenizer_config.json: "eos_token" is neither a text nor an object with "content"'],
  [
    { chat_template: [] },
    'tokenizer_config.json: "chat_template" is neither a text nor a list with one named "default"',
  ],
])('a config with a wrong field is refused by its name (%#)', (json, message) => {
  expect(refusal(() => parseTokenizerConfig(json))).toBe(message);
});
