import { weightedLoss } from '../engine/model/losses.ts';
import type { RowLoss, TokenRow } from '../engine/types.ts';
import { UserError } from '../lib/errors.ts';

/** The part of the engine that measures: `losses` of the facade. */
export interface LossMeter {
  losses(
    rows: readonly TokenRow[],
    options: { adapter: boolean; onRow?: (index: number, loss: RowLoss) => void; signal?: AbortSignal },
  ): Promise<RowLoss[]>;
}

/** Loss in nats per supervised token over all rows, not a mean of row means; perplexity = exp(loss). */
export interface LossSummary {
  readonly loss: number;
  readonly perplexity: number;
  readonly tokens: number;
  readonly rows: number;
}

/** loss = sum lossSum / sum tokens. Throws a UserError when no token is supervised, since there is nothing to measure. */
export function summariseLosses(losses: readonly RowLoss[]): LossSummary {
  const summary = weightedLoss(losses);
  if (summary !== null) return summary;
  throw new UserError('no token of the rows is part of an answer', {
    remedy: 'Raise --max-length or use other rows.',
  });
}

export interface EvaluateOptions {
  /** false: the base model, adapter off. */
  readonly adapter: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface MeasuredLoss {
  readonly summary: LossSummary;
  /** `rowLosses[i]` is that of row i. */
  readonly rowLosses: readonly RowLoss[];
}

/** Token-weighted loss and perplexity of `rows`, and what each row gave to it. */
export async function evaluateLoss(
  meter: LossMeter,
  rows: readonly TokenRow[],
  { adapter, onProgress, signal }: EvaluateOptions,
): Promise<MeasuredLoss> {
  let done = 0;
  const onRow = () => onProgress?.(++done, rows.length);
  const rowLosses = await meter.losses(rows, { adapter, onRow, ...(signal && { signal }) });
  return { summary: summariseLosses(rowLosses), rowLosses };
}
