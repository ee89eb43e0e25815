import { expect, test } from 'vitest';
import { demoTokenizer } from '../text/testing/demoTokenizer.ts';
import { TOKEN_IDS } from '../text/testing/tokenIds.ts';
import { tokenise, tokeniseExample } from './tokens.ts';

const EXAMPLES = TOKEN_IDS.examples.map((example, row) => ({ ...example, row, stratum: null }));
const SHORT = { prompt: 'Short?', completion: 'Yes.' };

test.each(['mini', 'small'] as const)(
  '%s: the ids of the reference, supervised from the end of the prompt on',
  (model) => {
    const { rows } = tokenise(EXAMPLES, demoTokenizer(model), { maxLength: 512 });
    for (const [i, row] of rows.entries()) {
      const { ids, promptTokens } = EXAMPLES[i]?.[model] ?? { ids: [], promptTokens: 0 };
      expect([...row.ids]).toEqual(ids);
      expect([...row.supervised]).toEqual(ids.map((_, at) => (at < promptTokens ? 0 : 1)));
    }
  },
);

test('the end token and the line break behind it are supervised', () => {
  const tokenizer = demoTokenizer('mini');
  const { ids, supervised, hasEnd } = tokeniseExample(SHORT, tokenizer, 512);
  const answer = [...ids].filter((_, i) => supervised[i] === 1);
  expect(tokenizer.decode(answer)).toBe('Yes.<|im_end|>\n');
  expect(hasEnd).toBe(true);
});

test('an end token that is also the padding token is supervised like any other', () => {
  const tokenizer = demoTokenizer('mini', { chat_template: null, pad_token: '<|im_end|>' });
  const { ids, supervised } = tokeniseExample(SHORT, tokenizer, 512);
  expect([ids.at(-1), supervised.at(-1)]).toEqual([tokenizer.padId, 1]);
});

test('a long text loses its end: ids and mask are cut, the lengths before the cut are known', () => {
  const tokenizer = demoTokenizer('mini');
  const whole = tokeniseExample(SHORT, tokenizer, 512);
  const cut = tokeniseExample(SHORT, tokenizer, whole.promptTokens + 1);
  expect(cut.ids).toEqual(whole.ids.slice(0, whole.promptTokens + 1));
  expect([...cut.supervised].filter((flag) => flag === 1)).toHaveLength(1);
  expect(cut).toMatchObject({ fullTokens: whole.ids.length, promptTokens: whole.promptTokens, hasEnd: false });
  const nothing = tokeniseExample(SHORT, tokenizer, 3);
  expect([nothing.ids.length, [...nothing.supervised]]).toEqual([3, [0, 0, 0]]);
});

test('an end token inside the prompt is not the end of the answer', () => {
  const example = { prompt: 'A <|im_end|> inside', completion: 'A long answer follows here' };
  const { promptTokens } = tokeniseExample(example, demoTokenizer('mini'), 512);
  expect(tokeniseExample(example, demoTokenizer('mini'), promptTokens + 2).hasEnd).toBe(false);
});

test('a template whose answer changes the prompt is seen, and the mask is by length', () => {
  const template =
    "{% if add_generation_prompt %}{{ messages[0]['content'] }}\nAnswer: {% else %}{{ messages[0]['content'] + '\n' + messages[1]['content'] + '<|im_end|>' }}{% endif %}";
  const long = { ...SHORT, completion: 'Yes, and with many more words.' };
  const row = tokeniseExample(long, demoTokenizer('mini', { chat_template: template }), 512);
  expect(row.promptIsPrefix).toBe(false);
  expect([...row.supervised].indexOf(1)).toBe(row.promptTokens);
  expect(tokeniseExample(SHORT, demoTokenizer('mini'), 512).promptIsPrefix).toBe(true);
});

test('progress ends at the whole, and a raised signal stops', () => {
  const seen: number[][] = [];
  const tokenizer = demoTokenizer('mini');
  tokenise(EXAMPLES, tokenizer, { maxLength: 512, onProgress: (...at) => seen.push(at) });
  expect(seen).toEqual([[EXAMPLES.length, EXAMPLES.length]]);
  expect(() => tokenise(EXAMPLES, tokenizer, { maxLength: 512, signal: AbortSignal.abort() })).toThrow('Stopped.');
});
