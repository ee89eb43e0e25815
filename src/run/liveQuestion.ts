import { answer, type Generator } from '../evaluate/predictions.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { RunConfig } from './config.ts';
import type { RunPart } from './data.ts';
import type { LiveAnswerRecord } from './events.ts';
import { chooseQuestions, type Question } from './testAnswers.ts';

/** Longest live answer in tokens: enough to see what changes, short enough that training hardly waits. */
export const LONGEST_LIVE_ANSWER = 64;
/** A reference of a word or two shows little of how the model writes. */
const FEWEST_CHARACTERS = 40;
/** Candidates that are tokenised: of the shortest ones some may leave no room for an answer. */
const CANDIDATES = 10;

/**
 * The validation question to watch: the shortest one with its answer, of those whose answer has a few words; the first of equals.
 * null when none leaves room for an answer.
 */
export function chooseLiveQuestion(
  tokenizer: Tokenizer,
  { examples, rows }: RunPart,
  config: RunConfig,
  modelLength: number,
): Question | null {
  const brief = ({ completion }: { readonly completion: string }) => (completion.length < FEWEST_CHARACTERS ? 1 : 0);
  const order = examples
    .map((example, index) => ({
      index,
      brief: brief(example),
      size: example.prompt.length + example.completion.length,
    }))
    .sort((a, b) => a.brief - b.brief || a.size - b.size || a.index - b.index)
    .slice(0, CANDIDATES)
    .map(({ index }) => index);
  const candidates = {
    examples: order.map((index) => examples[index] as RunPart['examples'][number]),
    rows: order.map((index) => rows[index] as RunPart['rows'][number]),
  };
  const maxNewTokens = Math.min(LONGEST_LIVE_ANSWER, config.maxNewTokens ?? LONGEST_LIVE_ANSWER);
  const [found] = chooseQuestions(tokenizer, candidates, { ...config, predictions: 1, maxNewTokens }, modelLength);
  return found ? { ...found, index: order[found.index] as number } : null;
}

/** Steps after which the question is answered on the way; the base and the kept adapter answer besides. */
export function answerSteps(totalSteps: number): ReadonlyMap<number, 25 | 50> {
  const marks = ([25, 50] as const).map((percent) => [Math.ceil((totalSteps * percent) / 100), percent] as const);
  return new Map(marks.filter(([step]) => step < totalSteps));
}

export interface LiveAnswers {
  /** What was answered so far, in order; a checkpoint keeps it. */
  readonly records: readonly LiveAnswerRecord[];
  due(percent: LiveAnswerRecord['percent']): boolean;
  /** Greedy, so that the same weights give the same answer. */
  ask(at: Pick<LiveAnswerRecord, 'percent' | 'step'>, signal: AbortSignal | undefined): Promise<void>;
}

export interface LiveAnswersParams {
  readonly question: Question | null;
  readonly tokenizer: Tokenizer;
  readonly stopIds: readonly number[];
  readonly generator: Generator;
  /** Those of the checkpoint that the run goes on from. */
  readonly before: readonly LiveAnswerRecord[];
  readonly onAnswer: (record: LiveAnswerRecord) => void;
}

/** The answers to the one question of a run; without a question nothing is ever due. */
export function liveAnswers(params: LiveAnswersParams): LiveAnswers {
  const { question, tokenizer, stopIds, generator, onAnswer } = params;
  const records = [...params.before];
  const decode = (ids: readonly number[]) => tokenizer.decode(ids, { skipSpecial: true }).trim();
  const due = (percent: number) => question !== null && !records.some((record) => record.percent === percent);
  return {
    records,
    due,
    async ask({ percent, step }, signal) {
      if (question === null || !due(percent)) return;
      const { ids, maxNewTokens } = question;
      const given = await answer(generator, percent > 0, { prompt: ids, maxNewTokens, stopIds, decode, signal });
      const record = { percent, step, ...given };
      records.push(record);
      onAnswer(record);
    },
  };
}
