/** What a run would need and what its steps take: the words between planRun, measureSteps and the page. Types only. */
import type { GpuDescription, KernelChoices, SessionPlan } from '../engine/types.ts';

/** What a plan needs to know of tokenised rows. */
export interface RowLengths {
  /** Tokens of the longest rows of all parts, descending, as many as a batch may hold. */
  readonly longest: readonly number[];
  /** Tokens of the longest prompt. */
  readonly longestPrompt: number;
  /** Tokens of all rows of a part, prompts included. */
  readonly tokens: Readonly<Record<'train' | 'validation' | 'test', number>>;
}

export type PlannedGpu = Pick<GpuDescription, 'limits' | 'software'>;

export type RunPlan =
  | ({
      readonly kind: 'planned';
      /** Most tokens of one micro-batch, and of a prompt with its answer. */
      readonly batchTokens: number;
      readonly context: number;
      /** What checkpointing `auto` stays below. */
      readonly budgetBytes: number;
    } & SessionPlan)
  /** A buffer beyond the adapter's limits, or settings that the model cannot take. */
  | { readonly kind: 'refused'; readonly message: string };

/** What real steps of this run took on this adapter. */
export interface Measurement {
  /** Sum of all GPU buffers, allocated without an error. */
  readonly memoryBytes: number;
  readonly checkpointing: boolean;
  readonly kernels: KernelChoices;
  /** The longest micro-batch: every step trained on it. */
  readonly batchRows: number;
  readonly batchTokens: number;
  /** Time of each timed step, forward, backward and update. */
  readonly stepMs: readonly number[];
  /** Time of measuring the loss of the same micro-batch. */
  readonly lossMs: number;
  /** From the model's files to the first step. */
  readonly loadMs: number;
}

export type StepProgress =
  | { readonly phase: 'load'; readonly detail: string; readonly done: number; readonly total: number }
  | { readonly phase: 'steps'; readonly done: number; readonly total: number };
