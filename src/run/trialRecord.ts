/** What run.json says of the trials of a grid; types only. */
import type { SettingKey } from './config.ts';
import type { TrialGrid } from './trialGrid.ts';

/**
 * `running` only while the run goes on; `waiting` also in what was stopped before its turn. `endedEarly`: clearly behind the best trial before it (stopLosers). `stopped`: by a person, who
 * kept what it had learned. `failed`: its loss was not finite. `cancelled`: taken out of the queue.
 */
export type TrialStatus = 'waiting' | 'running' | 'finished' | 'endedEarly' | 'stopped' | 'failed' | 'cancelled';

/** One point of a loss curve: the loss of a step and its mean over about ten steps. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
  readonly smooth: number;
}

/** One trial in a line. What it has not come to is null. */
export interface TrialRecord {
  /** From 1, in the order in which they run. */
  readonly number: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** The settings that are not the same in all trials, as the command line writes them. */
  readonly differs: Readonly<Partial<Record<SettingKey, string>>>;
  readonly status: TrialStatus;
  /** Why it ended early or failed. */
  readonly reason: string | null;
  /** Optimizer steps done, and those of the whole trial. */
  readonly steps: number;
  readonly totalSteps: number;
  /** Mean training loss of the last ten steps. */
  readonly finalTrainingLoss: number | null;
  /** Lowest validation loss, and the step that it is of. */
  readonly bestValidationLoss: number | null;
  readonly bestStep: number | null;
  /** Of the adapter that is kept, on the test rows. */
  readonly testLoss: number | null;
  readonly testPerplexity: number | null;
  /** Training time, validations included. */
  readonly elapsedMs: number;
  /** Where its run.json and adapter lie, below the output folder: `trials/1-lr1e-4-b2`; null: it left no adapter. */
  readonly folder: string | null;
  /** Sampled from all steps, at most 200 points; the folder's run.json has every step. */
  readonly curve: readonly CurvePoint[];
}

/** When a trial counts as a clear loser (trialRules.ts has the words). */
export interface LoserRule {
  /** Nats per token above the best finished trial at the same share of the training. */
  readonly marginNats: number;
}

/** What is asked for. */
export interface TrialsRequest {
  readonly grid: TrialGrid;
  /** null: every trial runs to its end. */
  readonly stopLosers: LoserRule | null;
}

/** The `trials` section of run.json. The rest of that file is the best trial's. */
export interface TrialsRecord extends TrialGrid {
  /** Number of the trial with the lowest validation loss; the adapter of the output folder is its. */
  readonly best: number;
  /** null: every trial ran to its end. */
  readonly stopLosers: LoserRule | null;
  /** Training time of all trials together. */
  readonly elapsedMs: number;
  readonly list: readonly TrialRecord[];
}
