import type { Engine } from '../engine/engine.ts';
import { longestDocument, longestRow } from '../engine/model/checkRows.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import type { KernelChoices } from '../engine/types.ts';
import type { MeasuredLoss } from '../evaluate/loss.ts';
import { stopIds } from '../text/stopIds.ts';
import { createTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import type { RunConfig } from './config.ts';
import { describeEngine } from './describeRun.ts';
import { createEvaluator, type PartEvaluator } from './evaluateParts.ts';
import type { LiveQuestionRecord, RunEvent } from './events.ts';
import { type FewShotPlan, planRunFewShot } from './fewShot.ts';
import { chooseLiveQuestion } from './liveQuestion.ts';
import { questionsBehind } from './measureFewShot.ts';
import { openEngine } from './openEngine.ts';
import type { RunPorts } from './runPorts.ts';
import { chooseQuestions, longestAnswer, type Question } from './testAnswers.ts';

/** What a run asks its models, known before the GPU is touched. */
export interface RunQuestions {
  readonly tokenizer: Tokenizer;
  readonly stops: readonly number[];
  /** Test rows that are answered in the end. */
  readonly questions: readonly Question[];
  /** The validation row that is answered along the way; null: none leaves room for an answer. */
  readonly liveQuestion: Question | null;
  /** The test rows behind training examples, with the questions to be answered so; null: not asked for, or none fits. */
  readonly fewShot: { readonly plan: FewShotPlan; readonly questions: readonly Question[] } | null;
}

/** @throws UserError for a model's files that cannot be read. */
export function prepareQuestions(config: RunConfig, { model, data }: Pick<RunPorts, 'model' | 'data'>): RunQuestions {
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const modelConfig = parseModelConfig(model.configJson);
  const { maxLength } = modelConfig;
  const questions = chooseQuestions(tokenizer, data.parts.test, config, maxLength);
  const plan = planRunFewShot(config, data, tokenizer, longestDocument(modelConfig));
  return {
    tokenizer,
    stops: stopIds(tokenizer, model.generationConfig),
    questions,
    liveQuestion: chooseLiveQuestion(tokenizer, data.parts.validation, config, maxLength),
    fewShot: plan && { plan, questions: questionsBehind(tokenizer, plan, questions, maxLength) },
  };
}

export function asked({ index, prompt, reference }: Question): LiveQuestionRecord {
  return { index, prompt, reference };
}

/** A model on the GPU with its base measured on the test rows: what one run needs, and what all trials of a grid share. */
export interface OpenRun extends RunQuestions {
  readonly engine: Engine;
  readonly evaluator: PartEvaluator;
  readonly base: MeasuredLoss;
}

export interface OpenOptions {
  /** Those of the run that goes on. */
  readonly kernels: KernelChoices | undefined;
  /** Optimizer steps of the run, or of the trial that begins. */
  readonly totalSteps: number;
  /** Those of them that a checkpoint brings along. */
  readonly resumedStep: number;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Loads and quantises the model, with room for the batches of `config`, and measures it. The caller destroys the engine.
 * @throws UserError, RunError and AbortedError as openEngine does.
 */
export async function openRun(
  config: RunConfig,
  ports: RunPorts,
  prepared: RunQuestions,
  { kernels, totalSteps, resumedStep, emit, signal }: OpenOptions,
): Promise<OpenRun> {
  const { questions, liveQuestion, fewShot } = prepared;
  const answered = [...questions, ...(fewShot?.questions ?? []), ...(liveQuestion ? [liveQuestion] : [])];
  const engine = await openEngine(config, ports, {
    context: longestAnswer(answered),
    longestRow: longestRow(fewShot?.plan.rows ?? []),
    prompts: questions.length,
    kernels,
    emit,
    signal,
  });
  try {
    const { train, validation, test } = ports.data.parts;
    const rows = { train: train.rows.length, validation: validation.rows.length, test: test.rows.length };
    emit({ event: 'ready', ...describeEngine(engine.info), totalSteps, rows, resumedStep });
    const { tokenizer } = prepared;
    const evaluator = createEvaluator({ engine, data: ports.data, tokenizer, seed: config.seed, now: ports.now });
    return { ...prepared, engine, evaluator, base: await evaluator.base('test', { emit, signal }) };
  } catch (error) {
    engine.destroy();
    throw error;
  }
}
