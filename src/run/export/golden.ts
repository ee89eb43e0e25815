/** golden.json: what the exported files must answer, for whoever loads them elsewhere. */
import type { Engine } from '../../engine/engine.ts';
import { topLogits } from '../../evaluate/topLogits.ts';
import { formatPrompt } from '../../text/promptFormat.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';

/** How likely the model found each token of its answer: the ten highest logits, highest first. */
export interface GoldenStep {
  readonly ids: readonly number[];
  readonly logits: readonly number[];
}

export interface GoldenAnswer {
  readonly prompt: string;
  /** The prompt as the model reads it, special tokens included; encode it without adding any. */
  readonly text: string;
  readonly promptIds: readonly number[];
  /** Greedy, at most `maxNewTokens`; without the end token. */
  readonly answerIds: readonly number[];
  readonly answer: string;
  /** One for each token of the answer. Where two logits nearly tie, another program may go another way. */
  readonly steps: readonly GoldenStep[];
}

export interface GoldenRequest {
  readonly prompts: readonly string[];
  readonly tokenizer: Tokenizer;
  readonly stopIds: readonly number[];
  readonly maxNewTokens: number;
  readonly adapter: boolean;
  readonly onProgress?: (done: number) => void;
}

const SHOWN = 10;

/** Questions in plain words; no row of the run's data is passed on with an export. */
export const GOLDEN_PROMPTS: readonly string[] = [
  'What are signs of a common cold?',
  'Name three things that plants need to grow.',
  'Why is the sky blue?',
];

/** Tokens that the engine must hold: prompt and answer of the longest. */
export function goldenCapacity(tokenizer: Tokenizer, prompts: readonly string[], maxNewTokens: number): number {
  return Math.max(...prompts.map((prompt) => encode(tokenizer, prompt).ids.length)) + maxNewTokens;
}

/** Needs an engine that was opened with `trace`. */
export async function goldenAnswers(engine: Engine, request: GoldenRequest): Promise<GoldenAnswer[]> {
  const { prompts, tokenizer, stopIds, maxNewTokens, adapter, onProgress } = request;
  const answers: GoldenAnswer[] = [];
  for (const prompt of prompts) {
    const { text, ids } = encode(tokenizer, prompt);
    const { ids: answerIds } = await engine.generate({ prompt: ids, maxNewTokens, stopIds, adapter });
    const all = Uint32Array.from([...ids, ...answerIds]);
    const row = { ids: all, supervised: new Uint8Array(all.length).fill(1) };
    const [logits] = (await engine.trace([row], adapter)).logits;
    const vocabulary = (logits as Float32Array).length / all.length;
    const step = (i: number): GoldenStep => {
      const from = (ids.length - 1 + i) * vocabulary;
      const { ids: best, values } = topLogits((logits as Float32Array).subarray(from, from + vocabulary), 1, SHOWN);
      return { ids: [...best], logits: [...values] };
    };
    const answer = tokenizer.decode(answerIds, { skipSpecial: true });
    answers.push({ prompt, text, promptIds: [...ids], answerIds, answer, steps: answerIds.map((_, i) => step(i)) });
    onProgress?.(answers.length);
  }
  return answers;
}

function encode(tokenizer: Tokenizer, prompt: string) {
  const text = formatPrompt(tokenizer, prompt);
  return { text, ids: tokenizer.encode(text) };
}
