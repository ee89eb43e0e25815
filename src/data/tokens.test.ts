import { expect, test } from 'vitest';
import { demoTokenizer } from '../text/testing/demoTokenizer.ts';
import { TOKEN_IDS } from '../text/testing/tokenIds.ts';
import { hasFault } from './audit.ts';
import { cutRow, encodeExample, encodeExamples } from './tokens.ts';

const EXAMPLES = TOKEN_IDS.examples.map((example, row) => ({ ...example, row, stratum: null }));
const SHORT = { prompt: 'Short?', completion: 'Yes.' };

test.each(['mini', 'small'] as const)(
  '%s: the ids of the reference, supervised from the end of the prompt on',
  async (model) => {
    const encoded = await encodeExamples(EXAMPLES, demoTokenizer(model));
    for (const [i, row] of encoded.map((one) => cutRow(one, 512)).entries()) {
      const { ids, promptTokens } = EXAMPLES[i]?.[model] ?? { ids: [], promptTokens: 0 };
      expect([...row.ids]).toEqual(ids);
      expect([...row.supervised]).toEqual(ids.map((_, at) => (at < promptTokens ? 0 : 1)));
    }
  },
);

test('the end token and the line break behind it are supervised', () => {
  const tokenizer = demoTokenizer('mini');
  const encoded = encodeExample(SHORT, tokenizer);
  const { ids, supervised } = cutRow(encoded, 512);
  const answer = [...ids].filter((_, i) => supervised[i] === 1);
  expect(tokenizer.decode(answer)).toBe('Yes.<|im_end|>\n');
  expect(tokenizer.decode(ids.slice(0, encoded.endTokens))).toMatch(/Yes\.<\|im_end\|>$/);
});

test('an end token that is also the padding token is supervised like any other', () => {
  const tokenizer = demoTokenizer('mini', { chat_template: null, pad_token: '<|im_end|>' });
  const { ids, supervised } = cutRow(encodeExample(SHORT, tokenizer), 512);
  expect([ids.at(-1), supervised.at(-1)]).toEqual([tokenizer.padId, 1]);
});

test('a long text loses its end: ids and mask are cut', () => {
  const whole = encodeExample(SHORT, demoTokenizer('mini'));
  const cut = cutRow(whole, whole.promptTokens + 1);
  expect(cut.ids).toEqual(whole.ids.slice(0, whole.promptTokens + 1));
  expect([...cut.supervised].filter((flag) => flag === 1)).toHaveLength(1);
  const nothing = cutRow(whole, 3);
  expect([nothing.ids.length, [...nothing.supervised]]).toEqual([3, [0, 0, 0]]);
});

test('an end token inside the prompt is not the end of the answer', () => {
  const example = { prompt: 'A <|im_end|> inside', completion: 'A long answer follows here' };
  const encoded = encodeExample(example, demoTokenizer('mini'));
  expect(hasFault(encoded, 'noEnd', encoded.promptTokens + 2)).toBe(true);
  expect(hasFault(encoded, 'noEnd', 512)).toBe(false);
});

test('a template whose answer changes the prompt is seen, and the mask is by length', () => {
  const template =
    "{% if add_generation_prompt %}{{ messages[0]['content'] }}\nAnswer: {% else %}{{ messages[0]['content'] + '\n' + messages[1]['content'] + '<|im_end|>' }}{% endif %}";
  const long = { ...SHORT, completion: 'Yes, and with many more words.' };
  const row = encodeExample(long, demoTokenizer('mini', { chat_template: template }));
  expect(row.promptIsPrefix).toBe(false);
  expect([...cutRow(row, 512).supervised].indexOf(1)).toBe(row.promptTokens);
  expect(encodeExample(SHORT, demoTokenizer('mini')).promptIsPrefix).toBe(true);
});

test('progress ends at the whole, and a raised signal stops', async () => {
  const seen: number[][] = [];
  const tokenizer = demoTokenizer('mini');
  await encodeExamples(EXAMPLES, tokenizer, { onProgress: (...at) => seen.push(at) });
  expect(seen).toEqual([[EXAMPLES.length, EXAMPLES.length]]);
  const stopped = encodeExamples(EXAMPLES, tokenizer, { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toThrow('Stopped.');
});
