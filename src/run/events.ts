import type {
  GpuDescription,
  KernelChoices,
  RowLoss,
  StepRecord,
  TierChoice,
  TrainEvent,
  ValidationRecord,
} from '../engine/types.ts';
import type { Comparison, OutsideComparison } from '../evaluate/comparison.ts';
import type { JudgedClass, Judgement, JudgeRule, TermShares } from '../evaluate/judge.ts';
import type { PhraseRule, RepeatedPhrase } from '../evaluate/repeatedPhrases.ts';
import type { TrialRecord } from './trialRecord.ts';

/**
 * What a run is busy with, in this order. `tuned` and `base` measure the test rows, `compare` has both models on the validation rows, `fewShot` is
 * the base behind examples.
 */
export type RunPhase = 'load' | 'base' | 'train' | 'tuned' | 'compare' | 'fewShot' | 'predict' | 'write';

/** Parts of the split on which base and tuned model are compared, each on its own. */
export type EvaluatedPart = 'validation' | 'test';

/** Loss of one model on a part in nats per supervised token, over all rows; perplexity = exp(loss). */
export interface EvaluationRecord {
  readonly loss: number;
  readonly perplexity: number;
  /** Supervised tokens. */
  readonly tokens: number;
  readonly rows: number;
}

/** Base against tuned on the same rows of one part, with bootstrap intervals. */
export type ComparisonRecord = Comparison;

/** The same without the tokens of phrases that many training answers share. */
export type OutsideRecord = OutsideComparison;

/** The phrases that many training answers share, at most twenty of them by name. */
export interface RepeatedRecord {
  readonly rule: PhraseRule;
  /** Training answers, and how many of them have at least one. */
  readonly answers: number;
  readonly sharing: number;
  readonly phrases: readonly RepeatedPhrase[];
}

/** What the text rule judges by: its constants, and how common words are in the training answers. */
export interface JudgingBasis {
  readonly rule: JudgeRule;
  readonly common: TermShares;
}

/** The base with training examples in its prompt, on the answer tokens of the same test rows. */
export interface FewShotRecord extends EvaluationRecord {
  /** Examples that were asked for, and how many fit before the longest test row. */
  readonly asked: number;
  readonly shots: number;
  /** Which ones: indexes within the training part, from 0, in the order of the prompt. */
  readonly examples: readonly number[];
  /** Most tokens that they add to a prompt. */
  readonly addedTokens: number;
  readonly elapsedMs: number;
  /** It against the tuned model: `base` is the base with the examples. */
  readonly comparison: ComparisonRecord;
}

/** Its answer to a test row. */
export interface FewShotAnswerRecord extends AnswerRecord {
  /** Index within the test part, from 0. */
  readonly index: number;
  readonly judged: Judgement;
}

/** How a text rule judges an answer against its reference. */
export type { JudgedClass, Judgement, JudgeRule };

/** The written files read back, and the adapter out of them measured again on some test rows. */
export interface SelfCheckRecord {
  readonly rows: number;
  /** Answer tokens of these rows. */
  readonly tokens: number;
  /** Of a row's mean loss per token before and after, in nats; null: the files could not be read back. */
  readonly largestDifference: number | null;
  /** Why not. */
  readonly problem: string | null;
}

/** One answer as it was generated. `stop` says whether the model ended it or the length did. */
export interface AnswerRecord {
  readonly text: string;
  readonly tokens: number;
  readonly stop: 'stop' | 'length' | 'context';
}

/** One held-out row answered by both models. */
export interface PredictionRecord {
  /** Index within the test part, from 0. */
  readonly index: number;
  readonly prompt: string;
  readonly reference: string;
  readonly stratum: string | null;
  readonly base: AnswerRecord;
  readonly tuned: AnswerRecord;
  readonly judged: { readonly base: Judgement; readonly tuned: Judgement };
}

/** The validation question that is answered again and again while the model learns. */
export interface LiveQuestionRecord {
  /** Index within the validation part, from 0. */
  readonly index: number;
  readonly prompt: string;
  readonly reference: string;
}

/** Its answer by the base (0), on the way (25, 50), and by the adapter that is kept (100), whichever step that is of. */
export interface LiveAnswerRecord extends AnswerRecord {
  readonly percent: 0 | 25 | 50 | 100;
  readonly step: number;
}

/** From `step` on another learning rate was used, after a loss that was not finite. */
export interface RateChange {
  readonly step: number;
  readonly from: number;
  readonly to: number;
}

/** Why a run would not survive its page: no private files here, no room left, or another failure to write. */
export type StorageReason = 'unavailable' | 'full' | 'failed';

/** Why a run ended that could go on: its GPU, its numbers, or anything else. */
export type HaltCause = 'gpuLost' | 'notFinite' | 'failed';

/** Where a run goes on: all that it had said up to the checkpoint. */
export interface RestoredRecord {
  readonly step: number;
  readonly steps: readonly StepRecord[];
  readonly validations: readonly ValidationRecord[];
  readonly answers: readonly LiveAnswerRecord[];
  /** Steps after which a checkpoint was written. Left out of what older versions kept. */
  readonly checkpoints?: readonly number[] | undefined;
}

/** The engine stands: what it runs on and what it will do. */
export interface ReadyRecord {
  readonly gpu: GpuDescription;
  readonly kernels: KernelChoices;
  /** Left out of what older versions kept. */
  readonly tier?: TierChoice | undefined;
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly checkpointing: boolean;
  /** Planned GPU memory: the sum of all buffers. */
  readonly peakBytes: number;
  readonly totalSteps: number;
  /** Rows of each part. */
  readonly rows: Readonly<Record<'train' | 'validation' | 'test', number>>;
  /** Optimizer steps that a checkpoint brought along; 0 for a new run. */
  readonly resumedStep: number;
}

export interface DoneRecord {
  readonly status: 'finished' | 'stopped';
  readonly steps: number;
  /** The adapter kept is that of this step (best validation, or the last). */
  readonly adapterStep: number;
  /** Ended before the last step, since validation found no new best for `patience` times. */
  readonly endedEarly: boolean;
  /** Mean training loss of the last ten steps. */
  readonly finalTrainingLoss: number;
  readonly baseLoss: number;
  readonly basePerplexity: number;
  readonly tunedLoss: number;
  readonly tunedPerplexity: number;
  readonly peakBytes: number;
  readonly trainMs: number;
  readonly elapsedMs: number;
}

/** The trial with the lowest validation loss, told once all have run: from here on the run is that trial's. */
export interface ChosenRecord {
  readonly number: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** What it had said of its training and its measurements (eventsOfRun). */
  readonly events: readonly RunEvent[];
}

/** Everything a run says while it goes on: JSON lines of the CLI, messages of the engine worker. */
export type RunEvent =
  | TrainEvent
  | {
      readonly event: 'phase';
      readonly phase: RunPhase;
      readonly done: number;
      readonly total: number;
      readonly detail?: string;
    }
  | ({ readonly event: 'ready' } & ReadyRecord)
  | ({ readonly event: 'question' } & LiveQuestionRecord)
  | ({ readonly event: 'answer' } & LiveAnswerRecord)
  | ({ readonly event: 'restored' } & RestoredRecord)
  | ({
      readonly event: 'evaluation';
      readonly model: 'base' | 'tuned';
      readonly part: EvaluatedPart;
      /** Loss of each row of the part, in their order. */
      readonly rowLosses: readonly RowLoss[];
    } & EvaluationRecord)
  /** While the tuned model is measured, every now and then: the comparison on the first rows of `total`. */
  | ({ readonly event: 'comparing'; readonly part: EvaluatedPart; readonly total: number } & ComparisonRecord)
  /** Follows the evaluation of the tuned model. `outside`: null where no phrase is shared by many training answers. */
  | ({
      readonly event: 'comparison';
      readonly part: EvaluatedPart;
      readonly outside: OutsideRecord | null;
    } & ComparisonRecord)
  | ({ readonly event: 'repeated' } & RepeatedRecord)
  | ({ readonly event: 'judging' } & JudgingBasis)
  /** A trial of a grid in its state of now; `running` begins it, and what comes until the next one is of it. Each is told once at the start. */
  | ({ readonly event: 'trial'; readonly total: number } & TrialRecord)
  | ({ readonly event: 'chosen' } & ChosenRecord)
  /** Follows the comparison, where it was asked for. */
  | ({ readonly event: 'fewShot' } & FewShotRecord)
  | ({ readonly event: 'prediction'; readonly total: number } & PredictionRecord)
  /** Follow the predictions, a few at a time. */
  | ({ readonly event: 'fewShotAnswer'; readonly total: number } & FewShotAnswerRecord)
  /** Once the files are written. */
  | ({ readonly event: 'selfCheck' } & SelfCheckRecord)
  | ({ readonly event: 'done' } & DoneRecord)
  /** Whether the run is kept where a closed page or a crash does not reach it; said when it changes. */
  | { readonly event: 'storage'; readonly kept: boolean; readonly reason: StorageReason | null }
  /** The GPU was lost and the run goes on by itself, from `step`. */
  | { readonly event: 'recovering'; readonly step: number; readonly cause: string }
  /** The run ended with an error, and can be resumed from `step`. */
  | { readonly event: 'halted'; readonly step: number; readonly cause: HaltCause; readonly message: string };
