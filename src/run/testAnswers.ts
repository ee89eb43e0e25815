import type { GenerateResult } from '../engine/types.ts';
import type { Answer, BatchGenerator } from '../evaluate/predictions.ts';
import { answerRoom } from '../evaluate/predictions.ts';
import { isAborted } from '../lib/errors.ts';
import { formatPrompt } from '../text/promptFormat.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { RunConfig } from './config.ts';
import type { RunPart } from './data.ts';
import type { PredictionRecord } from './events.ts';

/** A test row that both models will answer. */
export interface Question {
  readonly index: number;
  readonly prompt: string;
  readonly reference: string;
  readonly stratum: string | null;
  readonly ids: Uint32Array;
  readonly maxNewTokens: number;
}

/** The first `predictions` test rows whose prompt leaves room for an answer; the split has shuffled them. */
export function chooseQuestions(
  tokenizer: Tokenizer,
  { examples }: RunPart,
  config: RunConfig,
  modelLength: number,
): Question[] {
  const { predictions, maxLength, maxNewTokens } = config;
  const questions: Question[] = [];
  for (const [index, { prompt, completion, stratum }] of examples.entries()) {
    if (questions.length === predictions) break;
    const ids = tokenizer.encode(formatPrompt(tokenizer, prompt));
    if (ids.length >= Math.min(maxLength, modelLength)) continue;
    const room = Math.min(answerRoom(ids.length, maxLength, maxNewTokens), modelLength - ids.length);
    questions.push({ index, prompt, reference: completion, stratum, ids, maxNewTokens: room });
  }
  return questions;
}

/** The longest prompt with its answer, in tokens: what the engine's KV cache must hold; 0 when nothing is asked. */
export function longestAnswer(questions: readonly Question[]): number {
  return Math.max(0, ...questions.map(({ ids, maxNewTokens }) => ids.length + maxNewTokens));
}

export interface AnswerOptions {
  readonly tokenizer: Tokenizer;
  readonly stopIds: readonly number[];
  readonly onAnswer: (record: PredictionRecord) => void;
  /** Ends the answering; the rows answered so far are kept. */
  readonly skip?: AbortSignal | undefined;
}

/** Questions that are handed to a model at once: first the base answers all of them, then the tuned model. */
const GROUP = 32;

/** Greedy answers of base and tuned model to each question, in the order of the questions; `onAnswer` hears of them as they end. */
export async function answerQuestions(
  generator: BatchGenerator,
  questions: readonly Question[],
  { tokenizer, stopIds, onAnswer, skip }: AnswerOptions,
): Promise<PredictionRecord[]> {
  const read = ({ ids, stop }: GenerateResult): Answer => ({
    text: tokenizer.decode(ids, { skipSpecial: true }).trim(),
    tokens: ids.length,
    stop,
  });
  const records: PredictionRecord[] = [];
  try {
    for (let begin = 0; begin < questions.length; begin += GROUP) {
      const group = questions.slice(begin, begin + GROUP);
      const request = { prompts: group, stopIds, ...(skip && { signal: skip }) };
      const base = await generator.generateBatch({ ...request, adapter: false });
      await generator.generateBatch({
        ...request,
        adapter: true,
        onAnswer: (i, result) => {
          const { index, prompt, reference, stratum } = group[i] as Question;
          const answers = { base: read(base[i] as GenerateResult), tuned: read(result) };
          const record = { index, prompt, reference, stratum, ...answers };
          records.push(record);
          onAnswer(record);
        },
      });
    }
  } catch (error) {
    if (!isAborted(error)) throw error;
  }
  return records.sort((a, b) => a.index - b.index);
}
