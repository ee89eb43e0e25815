import { expect, test } from 'vitest';
import type { Example } from '../data/examples.ts';
import { cutRow, encodeExamples } from '../data/tokens.ts';
import { demoTokenizer } from '../text/testing/demoTokenizer.ts';
import { fewShotWindow, planFewShot } from './fewShot.ts';

const MAX_LENGTH = 60;
const word = (i: number) => ['red', 'green', 'blue', 'grey', 'pink', 'brown', 'black', 'white'][i] as string;
const examples = (from: number, to: number): Example[] =>
  Array.from({ length: to - from }, (_, i) => ({
    row: from + i,
    prompt: `What is ${word(from + i)}?`,
    completion: `${word(from + i)} is a colour.`,
    stratum: null,
  }));

async function plan(chatTemplate: boolean, count: number, window: number) {
  const tokenizer = demoTokenizer('mini', chatTemplate ? {} : { chat_template: null });
  const part = async (list: Example[]) => ({
    examples: list,
    rows: (await encodeExamples(list, tokenizer)).map((row) => cutRow(row, MAX_LENGTH)),
  });
  const [train, test] = [await part(examples(0, 6)), await part(examples(6, 8))];
  const made = planFewShot({ tokenizer, train, test, count, seed: 42, maxLength: MAX_LENGTH, window });
  return { tokenizer, train, test, made };
}

for (const chatTemplate of [true, false]) {
  test(`rows stand behind the examples and keep the tokens of their answers (chat template: ${chatTemplate})`, async () => {
    const { tokenizer, train, test, made } = await plan(chatTemplate, 2, 200);
    expect(made).toMatchObject({ asked: 2, shots: { length: 2 } });
    expect(made.shots).toEqual(made.indexes.map((i) => train.examples[i]));
    for (const [i, { ids, supervised }] of made.rows.entries()) {
      const row = test.rows[i];
      const answer = (of: typeof row) => [...(of?.ids ?? [])].filter((_, at) => of?.supervised[at] === 1);
      expect(answer({ ids, supervised })).toEqual(answer(row));
      expect(supervised.lastIndexOf(0)).toBe(supervised.indexOf(1) - 1);
      const text = tokenizer.decode(ids);
      const places = [...made.shots, test.examples[i] as Example].map(({ completion }) => text.indexOf(completion));
      expect(places.every((place) => place >= 0)).toBe(true);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(text.endsWith(tokenizer.decode(row?.ids ?? []).slice(chatTemplate ? -20 : -10))).toBe(true);
    }
    expect(Math.max(...made.rows.map(({ ids }) => ids.length))).toBeLessThanOrEqual(200);
    expect(made.addedTokens).toBeGreaterThan(10);
  });
}

test('fewer examples where the window has no room for more, and none leaves the rows as they are', async () => {
  const longest = (await plan(true, 0, 200)).test.rows.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const one = (await plan(true, 3, 2 * longest)).made;
  expect([one.asked, one.shots.length]).toEqual([3, 1]);
  const { made, test } = await plan(true, 3, longest + 3);
  expect(made.shots).toEqual([]);
  expect(made.rows).toEqual(test.rows);
  expect(made.addedTokens).toBe(0);
});

test('the window is twice the maximum length, less where the model or the rows are shorter', () => {
  const window = (changes: Partial<Parameters<typeof fewShotWindow>[0]>) =>
    fewShotWindow({ count: 3, longestRow: 400, maxLength: 512, modelLength: 4096, ...changes });
  expect(window({})).toBe(1024);
  expect(window({ longestRow: 100 })).toBe(400);
  expect(window({ modelLength: 1000 })).toBe(1000);
});
