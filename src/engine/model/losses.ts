import { throwIfAborted } from '../../lib/abort.ts';
import { readBuffer } from '../gpu/readback.ts';
import type { RowLoss, TokenRow, ValidationRecord } from '../types.ts';
import { checkRows } from './checkRows.ts';
import { packBatch, supervisedCount, writeInputs } from './inputs.ts';
import type { Session } from './session.ts';

export interface LossesOptions {
  readonly adapter: boolean;
  /** `tokenLosses`: the row's supervised tokens in order, in nats; their sum is `lossSum`. */
  readonly onRow?: (index: number, loss: RowLoss, tokenLosses: Float32Array) => void;
  readonly signal?: AbortSignal;
  /** Awaited before each micro-batch, with nothing of this measurement in flight. */
  readonly between?: () => Promise<unknown>;
}

/**
 * Loss of each row over its supervised tokens, in nats: sums in f64 of the per-token losses. Rows share micro-batches up to the capacity.
 * @throws UserError naming a row that the model or the engine cannot take (checkRows).
 */
export async function rowLosses(
  session: Session,
  rows: readonly TokenRow[],
  options: LossesOptions,
): Promise<RowLoss[]> {
  checkRows(session, rows, 'Rows to measure');
  const out: RowLoss[] = [];
  for (const batch of fillBatches(rows, session.capacity.tokens)) {
    await options.between?.();
    const tokenLosses = await batchLosses(session, batch, options.adapter, options.signal);
    let next = 0;
    for (const row of batch) {
      const tokens = supervisedCount(row);
      const own = tokenLosses.subarray(next, next + tokens);
      next += tokens;
      const loss = { lossSum: own.reduce((sum, value) => sum + value, 0), tokens };
      options.onRow?.(out.length, loss, own);
      out.push(loss);
    }
  }
  return out;
}

/** Token-weighted loss of rows: sum lossSum / sum tokens, not a mean of row means; perplexity = exp(loss). null when no token is supervised. */
export function weightedLoss(losses: readonly RowLoss[]): Omit<ValidationRecord, 'step' | 'best' | 'base'> | null {
  let lossSum = 0;
  let tokens = 0;
  for (const row of losses) {
    lossSum += row.lossSum;
    tokens += row.tokens;
  }
  if (tokens === 0) return null;
  const loss = lossSum / tokens;
  return { loss, perplexity: Math.exp(loss), tokens, rows: losses.length };
}

/** Loss of every supervised token of one micro-batch, in the order of the documents. */
export async function batchLosses(
  session: Session,
  rows: readonly TokenRow[],
  adapter: boolean,
  signal?: AbortSignal,
): Promise<Float32Array> {
  throwIfAborted(signal);
  const batch = packBatch(rows);
  if (batch.rows === 0) return new Float32Array(0);
  writeInputs(session.gpu, session.memory, session.work.inputs, batch);
  await session.program(adapter && session.adapter ? 'loss' : 'lossBase').run(batch, signal);
  return new Float32Array(
    await readBuffer(session.gpu, session.memory.buffer(session.work.rowLoss), 0, batch.rows * 4),
  );
}

/** Consecutive rows as long as they fit together; none is longer than the capacity. */
function* fillBatches(rows: readonly TokenRow[], capacity: number): Generator<TokenRow[]> {
  let batch: TokenRow[] = [];
  let tokens = 0;
  for (const row of rows) {
    const length = row.ids.length;
    if (tokens + length > capacity) {
      yield batch;
      batch = [];
      tokens = 0;
    }
    batch.push(row);
    tokens += length;
  }
  if (batch.length > 0) yield batch;
}
