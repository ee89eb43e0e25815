import { describe, expect, it } from 'vitest';
import type { BatchRequest } from '../engine/types.ts';
import { JUDGE_RULE } from '../evaluate/judge.ts';
import { AbortedError, RunError } from '../lib/errors.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { parseConfig } from './config.ts';
import { answerQuestions, chooseQuestions, longestAnswer } from './testAnswers.ts';

/** One token per character; prompts of a model without a chat template get `\nAnswer:` behind them (8 characters). */
const tokenizer = {
  encode: (text: string) => Uint32Array.from(text, (char) => char.charCodeAt(0)),
  decode: (ids: Iterable<number>) => String.fromCharCode(...ids),
  chatTemplate: null,
  startText: '',
} as unknown as Tokenizer;

const part = (...prompts: string[]) => ({
  examples: prompts.map((prompt, row) => ({ row, prompt, completion: `ref ${prompt}`, stratum: null })),
  rows: [],
});

describe('chooseQuestions', () => {
  it('takes the first test rows, with room up to the maximum length', () => {
    const config = parseConfig({ predictions: 2, maxLength: 20 });
    const questions = chooseQuestions(tokenizer, part('a', 'bb', 'c'), config, 100);
    expect(questions.map(({ index, prompt, maxNewTokens }) => [index, prompt, maxNewTokens])).toEqual([
      [0, 'a', 11],
      [1, 'bb', 10],
    ]);
    expect(longestAnswer(questions)).toBe(20);
  });

  it('passes over prompts that leave no room, and over all when none is asked for', () => {
    const config = parseConfig({ predictions: 2, maxLength: 12 });
    const indexes = chooseQuestions(tokenizer, part('x'.repeat(9), 'ok'), config, 100).map(({ index }) => index);
    expect(indexes).toEqual([1]);
    const none = chooseQuestions(tokenizer, part('a'), parseConfig({ predictions: 0 }), 100);
    expect([none, longestAnswer(none)]).toEqual([[], 0]);
  });

  it('never asks for more than the model reads', () => {
    const config = parseConfig({ predictions: 1, maxLength: 20, maxNewTokens: 500 });
    expect(chooseQuestions(tokenizer, part('a'), config, 100)[0]?.maxNewTokens).toBe(91);
  });
});

describe('answerQuestions', () => {
  const questions = chooseQuestions(tokenizer, part('a', 'b'), parseConfig({ maxLength: 20 }), 100);
  const generator = (fail?: (asked: number) => Error | null) => {
    const requests: BatchRequest[] = [];
    return {
      requests,
      generateBatch: async (request: BatchRequest) => {
        requests.push(request);
        // The last question ends first.
        const results = request.prompts.map(() => ({ ids: [32, request.adapter ? 84 : 66], stop: 'stop' as const }));
        for (const [i, result] of [...results.entries()].reverse()) {
          request.onAnswer?.(i, result);
          const error = fail?.(requests.length) ?? null;
          if (error) throw error;
        }
        return results;
      },
    };
  };
  const judging = { rule: JUDGE_RULE, common: {} };
  const options = { tokenizer, stopIds: [3], onAnswer: () => {}, judging };

  it('asks both models the same and trims the text; tells of answers as they end and returns them in order', async () => {
    const model = generator();
    const told: number[] = [];
    const records = await answerQuestions(model, questions, { ...options, onAnswer: ({ index }) => told.push(index) });
    expect(told).toEqual([1, 0]);
    expect(records.map(({ base, tuned, reference }) => [base.text, tuned.text, reference])).toEqual([
      ['B', 'T', 'ref a'],
      ['B', 'T', 'ref b'],
    ]);
    expect(model.requests.map(({ adapter }) => adapter)).toEqual([false, true]);
    expect(model.requests[0]?.prompts).toEqual(model.requests[1]?.prompts);
  });

  it('judges each answer against the reference, and knows when it was cut', async () => {
    const short = {
      generateBatch: async ({ adapter, prompts, onAnswer }: BatchRequest) => {
        const result = {
          ids: [...tokenizer.encode(adapter ? 'ref' : 'pear')],
          stop: adapter ? ('length' as const) : ('stop' as const),
        };
        for (const i of prompts.keys()) onAnswer?.(i, result);
        return prompts.map(() => result);
      },
    };
    const [record] = await answerQuestions(short, questions, options);
    expect(record?.judged.tuned).toMatchObject({ class: 'vague', reason: 'cut' });
    expect(record?.judged.base).toMatchObject({ class: 'wrong', reason: 'different', words: ['pear'] });
    const common = { ref: 0.6 };
    const [again] = await answerQuestions(short, questions, { ...options, judging: { ...judging, common } });
    expect(again?.judged.tuned.precision).toBe(0);
  });

  it('keeps whole rows when it is stopped', async () => {
    const records = await answerQuestions(
      generator((asked) => (asked === 2 ? new AbortedError() : null)),
      questions,
      options,
    );
    expect(records.map(({ index }) => index)).toEqual([1]);
  });

  it('does not hide a failure', async () => {
    const failing = generator(() => new RunError('GPU lost'));
    await expect(answerQuestions(failing, questions, options)).rejects.toThrow('GPU lost');
  });
});
