import type { RunConfig } from '../run/config.ts';
import type { AuditFacts } from '../workers/dataApi.ts';
import type { MeasureOutcome } from '../workers/engineApi.ts';

export type Measured = Extract<MeasureOutcome, { kind: 'measured' }>;

/** Training time with its validations, and the loss of the test rows before, after and behind examples; answers to test rows are not in it. */
export interface FinishTime {
  readonly tokensPerSec: number;
  readonly ms: number;
  /** At the pace of the fastest and of the slowest step that was timed. */
  readonly fastestMs: number;
  readonly slowestMs: number;
}

/**
 * ms = trained tokens x ms per token of a step + measured tokens x ms per token of a loss. Tokens per step are the mean over the rows, so
 * that steps cut short by `maxSteps` count for what they are. Attention on the longest rows costs the most per token: the estimate is an upper one.
 */
export function finishTime(
  { batchTokens, stepMs, lossMs, loadMs }: Pick<Measured, 'batchTokens' | 'stepMs' | 'lossMs' | 'loadMs'>,
  { tokens }: AuditFacts['lengths'],
  { rows, steps, stepsPerPass }: { readonly rows: number; readonly steps: number; readonly stepsPerPass: number },
  { evalSteps, fewShot }: Pick<RunConfig, 'evalSteps' | 'fewShot'>,
): FinishTime | null {
  const sorted = [...stepMs].sort((a, b) => a - b);
  if (sorted.length === 0 || rows === 0) return null;
  const trained = (steps / stepsPerPass) * tokens.train;
  const validations = Math.ceil(steps / (evalSteps ?? stepsPerPass));
  // Examples are mostly shorter than the rows they stand before.
  const behindExamples = fewShot === 0 ? 0 : (fewShot + 1) * tokens.test;
  const measured = validations * tokens.validation + 2 * tokens.test + behindExamples;
  const total = (step: number) => loadMs + (trained * step + measured * lossMs) / batchTokens;
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  return {
    tokensPerSec: (1000 * batchTokens) / median,
    ms: total(median),
    fastestMs: total(sorted[0] as number),
    slowestMs: total(sorted.at(-1) as number),
  };
}
