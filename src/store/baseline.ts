import type { EvaluationRecord } from '../run/events.ts';
import type { MetricLog } from './metricLog.ts';

/** The base model's figures beside those of a run, with the rows that they were measured on. */
export interface Baseline {
  readonly part: 'test' | 'validation';
  readonly rows: number;
  readonly loss: number;
  readonly perplexity: number;
}

/** On the validation rows as soon as there is a validation to compare with, before that on the test rows; null: not measured yet. */
export function baselineOf(
  { validations }: Pick<MetricLog, 'validations'>,
  test: EvaluationRecord | null,
): Baseline | null {
  for (const { base, rows } of validations) if (base) return { part: 'validation', rows, ...base };
  return test && { part: 'test', rows: test.rows, loss: test.loss, perplexity: test.perplexity };
}
