import type { GpuDescription, KernelChoices, StepRecord, TierChoice, ValidationRecord } from '../engine/types.ts';
import type { PairedRow } from '../evaluate/bootstrap.ts';
import type { ClassCounts } from '../evaluate/classCounts.ts';
import type { JudgeRule, TermShares } from '../evaluate/judge.ts';
import type { RunConfig } from './config.ts';
import type {
  ComparisonRecord,
  EvaluatedPart,
  EvaluationRecord,
  FewShotAnswerRecord,
  FewShotRecord,
  LiveAnswerRecord,
  LiveQuestionRecord,
  OutsideRecord,
  PredictionRecord,
  RateChange,
  RepeatedRecord,
} from './events.ts';
import type { PeopleRecord } from './review/reviewRecord.ts';
import type { StartRecord } from './startingAdapter.ts';
import type { TrialsRecord } from './trialRecord.ts';

/** Where the rows came from, for run.json and the model card; no text of any row. */
export interface DataOrigin {
  readonly kind: 'csv' | 'jsonl';
  /** File names without folders. */
  readonly files: readonly string[];
  /** Strata with their rows; the rare ones were pooled. Empty where nothing was balanced. */
  readonly strata: readonly { readonly name: string; readonly count: number; readonly pooled: boolean }[];
  /** Rows left out before the split. */
  readonly left: {
    readonly empty: number;
    readonly duplicates: number;
    readonly nearDuplicates?: number | undefined;
  };
}

export interface PartRecord {
  readonly rows: number;
  readonly tokens: number;
  readonly supervisedTokens: number;
}

/** Both models on one part of the split. */
export interface PartEvaluation {
  readonly part: EvaluatedPart;
  readonly base: EvaluationRecord;
  readonly tuned: EvaluationRecord;
  readonly comparison: ComparisonRecord;
  /** Summed token losses of both models for each row, in the order of the part's JSONL file. */
  readonly rows: readonly PairedRow[];
  /** Without the tokens of repeated phrases; null where there are none. Left out of older records. */
  readonly outside?: OutsideRecord | null;
}

/** `run.json`: everything needed to see what a run did, and to do it again. A section for each feature that ran. */
export interface RunRecord {
  readonly formatVersion: 1;
  readonly versions: Readonly<Record<string, string>>;
  readonly status: 'finished' | 'stopped';
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly config: RunConfig;
  readonly seeds: Readonly<Record<'split' | 'order' | 'adapter' | 'dropout', number>>;
  readonly base: { readonly id: string; readonly licence: string | null; readonly parameters: number };
  readonly gpu: GpuDescription;
  readonly engine: {
    readonly kernels: KernelChoices;
    /** What the matrices were multiplied with, and why. Left out of older records. */
    readonly tier?: TierChoice | undefined;
    readonly checkpointing: boolean;
    readonly peakBytes: number;
    readonly trainableParameters: number;
  };
  readonly data: {
    readonly fingerprint: string;
    readonly origin: DataOrigin;
    readonly parts: Readonly<Record<'train' | 'validation' | 'test', PartRecord>>;
  };
  readonly training: {
    readonly totalSteps: number;
    readonly finalTrainingLoss: number;
    readonly bestStep: number | null;
    /** The adapter in this folder is that of this step. */
    readonly adapterStep: number;
    /** Early stopping ended it before the last step. */
    readonly endedEarly: boolean;
    /** Why, where it was a clear loser among trials. */
    readonly endedReason?: string;
    readonly rateChanges: readonly RateChange[];
    /** Steps after which a checkpoint was written. Left out of older records. */
    readonly checkpoints?: readonly number[];
    readonly elapsedMs: number;
    readonly steps: readonly StepRecord[];
    readonly validations: readonly ValidationRecord[];
  };
  /** The adapter that training went on from; left out: PEFT's initialisation. */
  readonly start?: StartRecord;
  /** One validation question as it was answered along the way; null where none was asked. */
  readonly learning: (LiveQuestionRecord & { readonly answers: readonly LiveAnswerRecord[] }) | null;
  /** On the test rows: what the verdict rests on. */
  readonly evaluation: PartEvaluation & { readonly part: 'test' };
  /** On the validation rows, which chose the adapter; null where there were none. Left out of older records. */
  readonly validation?: (PartEvaluation & { readonly part: 'validation' }) | null;
  /** Phrases that many training answers share. Left out of older records. */
  readonly repeated?: RepeatedRecord;
  /** The base with examples in its prompt; not there when it was not asked for, or when no example fits. */
  readonly fewShot?: FewShotRecord & {
    /** Summed token losses for each test row, in the order of test.jsonl: `base` with the examples, and `tuned`. */
    readonly rowLosses: readonly PairedRow[];
    /** To the same questions as the predictions. */
    readonly answers: readonly FewShotAnswerRecord[];
    readonly judging: ClassCounts;
  };
  readonly predictions: readonly PredictionRecord[];
  /** The text rule that judged the predictions, and its outcome. */
  readonly judging: {
    readonly rule: JudgeRule;
    /** How common words are in the training answers: what a set phrase is was read from it. Left out of older records. */
    readonly common?: TermShares;
    readonly base: ClassCounts;
    readonly tuned: ClassCounts;
  };
  /** What people said of the predictions; not there before anybody did. */
  readonly people?: PeopleRecord;
  /** All trials of a grid, of which this run is the best; left out where one pair of settings was asked for. */
  readonly trials?: TrialsRecord;
}
