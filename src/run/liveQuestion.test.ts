import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from '../engine/types.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { defaultConfig } from './config.ts';
import { answerSteps, chooseLiveQuestion, liveAnswers } from './liveQuestion.ts';

/** One token per character; without a chat template. */
const tokenizer = {
  encode: (text: string) => Uint32Array.from(text, (c) => c.codePointAt(0) ?? 0),
  decode: (ids: readonly number[]) => String.fromCodePoint(...ids),
  chatTemplate: null,
} as unknown as Tokenizer;

const long = 'It is a colour that many people like very much.';
const part = (...pairs: readonly (readonly [string, string])[]) => ({
  examples: pairs.map(([prompt, completion], row) => ({ row, prompt, completion, stratum: null })),
  rows: pairs.map(() => ({ ids: new Uint32Array(1), supervised: new Uint8Array(1) })),
});

describe('the question to watch', () => {
  it('is the shortest with an answer of some words, and says where it stands in the part', () => {
    const found = chooseLiveQuestion(
      tokenizer,
      part(['Why?', 'So.'], ['What is violet?', long], ['What is red?', long], ['What is tan?', long]),
      defaultConfig(),
      1000,
    );
    expect(found).toMatchObject({ index: 2, prompt: 'What is red?', reference: long, maxNewTokens: 64 });
  });

  it('has a brief answer where all are brief, and is left out where none leaves room', () => {
    const brief = part(['What is it?', 'This.'], ['Why?', 'So.']);
    expect(chooseLiveQuestion(tokenizer, brief, { ...defaultConfig(), maxNewTokens: 5 }, 1000)).toMatchObject({
      index: 1,
      maxNewTokens: 5,
    });
    expect(chooseLiveQuestion(tokenizer, brief, defaultConfig(), 4)).toBeNull();
    expect(chooseLiveQuestion(tokenizer, part(), defaultConfig(), 1000)).toBeNull();
  });
});

describe('the steps after which it is answered', () => {
  it.each([
    [
      65,
      [
        [17, 25],
        [33, 50],
      ],
    ],
    [
      4,
      [
        [1, 25],
        [2, 50],
      ],
    ],
    [2, [[1, 50]]],
    [1, []],
  ] as const)('of %i steps lie at a quarter and a half, before the end', (total, marks) => {
    expect([...answerSteps(total)]).toEqual(marks);
  });
});

describe('its answers', () => {
  const asked: GenerateRequest[] = [];
  const generator = {
    generate: async (request: GenerateRequest) => {
      asked.push(request);
      return { ids: [72, 105], stop: 'stop' as const };
    },
  };
  const question = { index: 2, prompt: 'q', reference: 'r', stratum: null, ids: Uint32Array.of(1), maxNewTokens: 9 };

  it('come once each, the base without the adapter, and go on after those of a checkpoint', async () => {
    const seen: number[] = [];
    const answers = liveAnswers({
      question,
      tokenizer,
      stopIds: [0],
      generator,
      before: [{ percent: 0, step: 0, text: 'before', tokens: 1, stop: 'stop' }],
      onAnswer: ({ percent }) => seen.push(percent),
    });
    await answers.ask({ percent: 0, step: 0 }, undefined);
    expect(answers.due(25)).toBe(true);
    await answers.ask({ percent: 25, step: 7 }, undefined);
    await answers.ask({ percent: 25, step: 7 }, undefined);
    expect(seen).toEqual([25]);
    expect(answers.records.map(({ text }) => text)).toEqual(['before', 'Hi']);
    expect(asked.map(({ adapter, maxNewTokens }) => [adapter, maxNewTokens])).toEqual([[true, 9]]);

    const fresh = liveAnswers({ question, tokenizer, stopIds: [], generator, before: [], onAnswer: () => {} });
    await fresh.ask({ percent: 0, step: 0 }, undefined);
    expect(asked.at(-1)?.adapter).toBe(false);
  });
});
