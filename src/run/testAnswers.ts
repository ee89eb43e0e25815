import type { GenerateResult } from '../engine/types.ts';
import { commonTerms, judge } from '../evaluate/judge.ts';
import { type Answer, answerRoom, type BatchGenerator } from '../evaluate/predictions.ts';
import { isAborted } from '../lib/errors.ts';
import { formatPrompt } from '../text/promptFormat.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { RunConfig } from './config.ts';
import type { RunPart } from './data.ts';
import type { JudgingBasis, PredictionRecord } from './events.ts';

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
  readonly judging: JudgingBasis;
  /** Ends the answering; the rows answered so far are kept. */
  readonly skip?: AbortSignal | undefined;
}

/** Questions that are handed to a model at once: first the base answers all of them, then the tuned model. */
const GROUP = 32;

/**
 * Greedy answers of base and tuned model to each question, each judged against the reference, in the order of the questions; `onAnswer` hears of
 * them as they end.
 */
export async function answerQuestions(
  generator: BatchGenerator,
  questions: readonly Question[],
  { tokenizer, stopIds, onAnswer, judging, skip }: AnswerOptions,
): Promise<PredictionRecord[]> {
  const read = ({ ids, stop }: GenerateResult): Answer => ({
    text: tokenizer.decode(ids, { skipSpecial: true }).trim(),
    tokens: ids.length,
    stop,
  });
  const common = commonTerms(judging.common, judging.rule);
  const recordOf = ({ index, prompt, reference, stratum }: Question, base: Answer, tuned: Answer) => {
    const judged = ({ text, stop }: Answer) =>
      judge({ question: prompt, reference, answer: text, cut: stop !== 'stop', common }, judging.rule);
    return { index, prompt, reference, stratum, base, tuned, judged: { base: judged(base), tuned: judged(tuned) } };
  };
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
          const record = recordOf(group[i] as Question, read(base[i] as GenerateResult), read(result));
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
