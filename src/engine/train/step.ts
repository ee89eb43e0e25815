import { throwIfAborted } from '../../lib/abort.ts';
import { assert } from '../../lib/assert.ts';
import type { UpdateScalars } from '../gpu/frame.ts';
import { readBuffer } from '../gpu/readback.ts';
import { packBatch, supervisedCount, writeInputs } from '../model/inputs.ts';
import type { Session } from '../model/session.ts';
import { STATS } from '../ops/adamW.ts';
import type { StepScalars, TokenRow } from '../types.ts';

export interface StepRequest {
  /** Micro-batches of one accumulation group. */
  readonly group: readonly (readonly TokenRow[])[];
  /** Optimizer step from 0; with the seed and the micro-step it keys dropout. */
  readonly step: number;
  readonly seed: number;
  /** null: gradients only, the weights stay. */
  readonly update: UpdateScalars | null;
  /** Keeps f16 gradients in range; default 1. */
  readonly lossScale?: number;
  readonly signal?: AbortSignal;
  /** Awaited before each micro-batch: the weights are still those before the step. False: the step is given up. */
  readonly between?: () => Promise<boolean>;
}

/** A submitted step; `scalars` arrives when the GPU is done, so the next step can be submitted meanwhile. */
export interface SubmittedStep {
  /** false: the group had no supervised token, so nothing was submitted. */
  readonly applied: boolean;
  readonly scalars: Promise<StepScalars>;
}

/**
 * Submits forward, backward and update of one group (spec 6.8): gradients of (sum of losses) / (supervised tokens of the whole group),
 * clipped by their global norm, then AdamW. A group without supervised tokens changes nothing and reports zeros. When loss or norm is not
 * finite the GPU skips this and every later update. null: it was given up between two micro-batches. @throws AbortedError between submits: the weights are then those before the step.
 */
export async function submitStep(
  session: Session,
  request: StepRequest & { readonly between?: undefined },
): Promise<SubmittedStep>;
export async function submitStep(session: Session, request: StepRequest): Promise<SubmittedStep | null>;
export async function submitStep(session: Session, request: StepRequest): Promise<SubmittedStep | null> {
  const { group, step, seed, update, signal, between, lossScale = 1 } = request;
  const { gpu, memory, work, adapter } = session;
  if (!adapter) throw new Error('Assertion failed: the session has no adapter');
  const rowsOfGroup = group.flat();
  const count = rowsOfGroup.reduce((sum, row) => sum + supervisedCount(row), 0);
  const tokens = rowsOfGroup.reduce((sum, row) => sum + row.ids.length, 0);
  if (count === 0)
    return {
      applied: false,
      scalars: Promise.resolve({ loss: 0, lossSum: 0, supervisedTokens: 0, tokens, gradNorm: 0 }),
    };

  const clear = gpu.device.createCommandEncoder();
  clear.clearBuffer(memory.buffer(adapter.buffers.grads));
  clear.clearBuffer(memory.buffer(work.stats), 0, STATS.failed * 4);
  await session.queue.submit(clear.finish(), 0, signal);
  for (const [microStep, rows] of group.entries()) {
    if ((await between?.()) === false) return null;
    throwIfAborted(signal);
    const batch = packBatch(rows);
    assert(
      batch.tokens <= session.capacity.tokens,
      () => `${batch.tokens} tokens in a micro-batch of capacity ${session.capacity.tokens}`,
    );
    if (batch.rows === 0) continue;
    writeInputs(gpu, memory, work.inputs, batch);
    await session.program('train').run({ ...batch, step, microStep, seed, count: count / lossScale }, signal);
  }
  // From here on the step is finished whatever the signal says: it is one short submit.
  if (update) await session.program('update').run({ tokens: 0, rows: 0, update: { ...update, lossScale } });
  const scalars = readBuffer(gpu, memory.buffer(work.stats), 0, STATS.count * 4).then((bytes) => {
    const stats = new Float32Array(bytes);
    const lossSum = stats[STATS.lossSum] as number;
    return {
      loss: lossSum / count,
      lossSum,
      supervisedTokens: count,
      tokens,
      gradNorm: stats[STATS.gradNorm] as number,
    };
  });
  // Whoever submitted the step may fail before it reads the figures (GPU lost, next step stopped): that is one error, not two.
  scalars.catch(() => {});
  return { applied: true, scalars };
}

/** Lets updates happen again after a step whose loss was not finite; called before training begins. */
export function clearFailure(session: Session): void {
  session.gpu.device.queue.writeBuffer(session.memory.buffer(session.work.stats), STATS.failed * 4, new Uint32Array(1));
}
