import { expect, test } from 'vitest';
import { endOfAnswerId, stopIds } from './stopIds.ts';
import { demoFile, demoTokenizer } from './testing/demoTokenizer.ts';
import { refusal } from './testing/refusal.ts';

test('stop ids join the generation config, the tokenizer and the end of a turn', () => {
  const tokenizer = demoTokenizer('mini');
  expect(stopIds(tokenizer, demoFile('mini', 'generation_config.json'))).toEqual([0, 3]);
  expect(stopIds(tokenizer, { eos_token_id: 7 })).toEqual([3, 7]);
  expect(stopIds(tokenizer, null)).toEqual([3]);
  expect(stopIds(demoTokenizer('mini', { eos_token: '<|endoftext|>' }), { eos_token_id: null })).toEqual([0, 3]);
});

test('the end of an answer is read off the template', () => {
  expect(endOfAnswerId(demoTokenizer('mini'))).toBe(3);
  expect(endOfAnswerId(demoTokenizer('mini', { chat_template: null, eos_token: '<|endoftext|>' }))).toBe(0);
  expect(
    endOfAnswerId(
      demoTokenizer('mini', { chat_template: "{{ messages[0]['content'] }}: {{ messages[-1]['content'] }}\n" }),
    ),
  ).toBeNull();
});

test('a generation config with a wrong eos_token_id is refused', () => {
  expect(refusal(() => stopIds(demoTokenizer('mini'), { eos_token_id: ['</s>'] }))).toBe(
    'generation_config.json: "eos_token_id" is neither a token id nor a list of them',
  );
});
