import { weightedLoss } from '../engine/model/losses.ts';
import type { RowLoss, TokenRow } from '../engine/types.ts';
import { UserError } from '../lib/errors.ts';

/** The part of the engine that measures: `losses` of the facade. */
export interface LossMeter {
  losses(
    rows: readonly TokenRow[],
    options: {
      adapter: boolean;
      onRow?: (index: number, loss: RowLoss, tokenLosses: Float32Array) => void;
      signal?: AbortSignal;
    },
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
  /** Heard after every row; `rowLosses` are those measured so far. */
  readonly onProgress?: (done: number, total: number, rowLosses: readonly RowLoss[]) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface MeasuredLoss {
  readonly summary: LossSummary;
  /** `rowLosses[i]` is that of row i. */
  readonly rowLosses: readonly RowLoss[];
  /** `tokenLosses[i]` are those of row i's supervised tokens in order, in nats. */
  readonly tokenLosses: readonly Float32Array[];
}

/** Token-weighted loss and perplexity of `rows`, and what each row gave to it. */
export async function evaluateLoss(
  meter: LossMeter,
  rows: readonly TokenRow[],
  { adapter, onProgress, signal }: EvaluateOptions,
): Promise<MeasuredLoss> {
  const measured: RowLoss[] = [];
  const tokenLosses: Float32Array[] = [];
  const onRow = (_: number, loss: RowLoss, losses: Float32Array) => {
    measured.push(loss);
    tokenLosses.push(losses);
    onProgress?.(measured.length, rows.length, measured);
  };
  const rowLosses = await meter.losses(rows, { adapter, onRow, ...(signal && { signal }) });
  return { summary: summariseLosses(rowLosses), rowLosses, tokenLosses };
}
