import type { GenerateResult, RowLoss } from '../engine/types.ts';
import type { PairedRow } from '../evaluate/bootstrap.ts';
import { countClasses } from '../evaluate/classCounts.ts';
import { compareModels, pairRows } from '../evaluate/comparison.ts';
import { judge } from '../evaluate/judge.ts';
import { evaluateLoss, type LossMeter } from '../evaluate/loss.ts';
import type { BatchGenerator } from '../evaluate/predictions.ts';
import { isAborted } from '../lib/errors.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { FewShotAnswerRecord, FewShotRecord, RunEvent } from './events.ts';
import { encodeBehind, type FewShotPlan } from './fewShot.ts';
import type { RunRecord } from './record.ts';
import type { Question } from './testAnswers.ts';

type FewShotSection = NonNullable<RunRecord['fewShot']>;

export interface FewShotLoss {
  readonly record: FewShotRecord;
  readonly rows: readonly PairedRow[];
}

export interface FewShotLossParams {
  /** Losses of the tuned model on the test rows. */
  readonly tuned: readonly RowLoss[];
  readonly seed: number;
  readonly now: () => number;
  readonly emit: (event: RunEvent) => void;
  /** Leaves the measurement out. */
  readonly skip?: AbortSignal | undefined;
}

/** Loss of the base behind the examples, against the tuned model without them; null when it was skipped. */
export async function measureFewShot(
  meter: LossMeter,
  { asked, shots, indexes, rows, addedTokens }: FewShotPlan,
  { tuned, seed, now, emit, skip }: FewShotLossParams,
): Promise<FewShotLoss | null> {
  const startedAt = now();
  const onProgress = (done: number, total: number) => emit({ event: 'phase', phase: 'fewShot', done, total });
  try {
    const { summary, rowLosses } = await evaluateLoss(meter, rows, { adapter: false, onProgress, signal: skip });
    const pairs = pairRows(rowLosses, tuned);
    const record: FewShotRecord = {
      asked,
      shots: shots.length,
      examples: indexes,
      addedTokens,
      elapsedMs: now() - startedAt,
      ...summary,
      comparison: compareModels(pairs, seed),
    };
    emit({ event: 'fewShot', ...record });
    return { record, rows: pairs };
  } catch (error) {
    if (!isAborted(error)) throw error;
    return null;
  }
}

/** The questions behind the examples, where the model has room left for an answer. */
export function questionsBehind(
  tokenizer: Tokenizer,
  { shots }: FewShotPlan,
  questions: readonly Question[],
  modelLength: number,
): Question[] {
  return questions.flatMap((question) => {
    const ids = encodeBehind(tokenizer, shots, question.prompt);
    const maxNewTokens = Math.min(question.maxNewTokens, modelLength - ids.length);
    return maxNewTokens < 1 ? [] : [{ ...question, ids, maxNewTokens }];
  });
}

export interface FewShotAnswerParams {
  readonly tokenizer: Tokenizer;
  readonly stopIds: readonly number[];
  readonly common: ReadonlySet<string>;
  readonly emit: (event: RunEvent) => void;
  readonly skip?: AbortSignal | undefined;
}

/** Greedy answers of the base to the questions with their examples, judged by the same rule; those that came before a skip are kept. */
export async function answerFewShot(
  generator: BatchGenerator,
  questions: readonly Question[],
  { tokenizer, stopIds, common, emit, skip }: FewShotAnswerParams,
): Promise<Pick<FewShotSection, 'answers' | 'judging'>> {
  const answers: FewShotAnswerRecord[] = [];
  const onAnswer = (i: number, { ids, stop }: GenerateResult) => {
    const { index, prompt, reference } = questions[i] as Question;
    const text = tokenizer.decode(ids, { skipSpecial: true }).trim();
    const judged = judge({ question: prompt, reference, answer: text, cut: stop !== 'stop', common });
    const record = { index, text, tokens: ids.length, stop, judged };
    answers.push(record);
    emit({ event: 'fewShotAnswer', total: questions.length, ...record });
  };
  try {
    await generator.generateBatch({
      prompts: questions,
      stopIds,
      adapter: false,
      onAnswer,
      ...(skip && { signal: skip }),
    });
  } catch (error) {
    if (!isAborted(error)) throw error;
  }
  answers.sort((a, b) => a.index - b.index);
  return { answers, judging: countClasses(answers.map(({ judged }) => judged)) };
}
