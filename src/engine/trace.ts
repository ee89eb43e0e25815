import { readBuffer } from './gpu/readback.ts';
import { checkRows } from './model/checkRows.ts';
import { logitStride } from './model/head.ts';
import { packBatch, writeInputs } from './model/inputs.ts';
import { batchLosses } from './model/losses.ts';
import type { Session } from './model/session.ts';
import { clearMoments, readGradients } from './train/adapterState.ts';
import { INITIAL_LOSS_SCALE } from './train/lossScaler.ts';
import { learningRate, type ScheduleShape } from './train/schedule.ts';
import { submitStep } from './train/step.ts';
import type { NamedTensor, StepScalars, TokenRow } from './types.ts';

/** What the golden cases hold of a set of rows. */
export interface Trace {
  /** Per row [length, V], every position. */
  readonly logits: readonly Float32Array<ArrayBuffer>[];
  /** Per row [length]: loss of predicting token i + 1 at i, 0 where it is not supervised. */
  readonly tokenLoss: readonly Float32Array<ArrayBuffer>[];
  readonly lossSum: number;
  readonly lossCount: number;
}

/** Logits of every position and loss of every supervised one, row by row. The session must be opened with `trace`. */
export async function traceRows(session: Session, rows: readonly TokenRow[], adapter: boolean): Promise<Trace> {
  checkRows(session, rows, 'Rows to trace');
  const logits: Float32Array<ArrayBuffer>[] = [];
  const tokenLoss: Float32Array<ArrayBuffer>[] = [];
  let lossSum = 0;
  let lossCount = 0;
  for (const row of rows) {
    logits.push(await rowLogits(session, row.ids, adapter));
    const losses = await batchLosses(session, [row], adapter);
    const spread = new Float32Array(row.ids.length);
    let next = 0;
    for (let i = 1; i < row.ids.length; i++) {
      if (row.supervised[i]) spread[i - 1] = losses[next++] as number;
    }
    for (const loss of losses) lossSum += loss;
    lossCount += losses.length;
    tokenLoss.push(spread);
  }
  return { logits, tokenLoss, lossSum, lossCount };
}

/** Gradients of (sum of losses) / (supervised tokens) over all rows as one micro-batch, by PEFT names; the weights stay as they are. */
export async function traceGradients(session: Session, rows: readonly TokenRow[]): Promise<NamedTensor[]> {
  checkRows(session, rows, 'Rows to trace');
  const lossScale = scaleOf(session);
  const { scalars } = await submitStep(session, { group: [rows], step: 0, seed: 0, update: null, lossScale });
  await scalars;
  const gradients = await readGradients(session);
  return gradients.map((tensor) => ({ ...tensor, data: tensor.data.map((value) => value / lossScale) }));
}

/** What training begins with: gradients in f16 would be too small without it. */
function scaleOf(session: Session): number {
  return session.info.precision === 'f16' ? INITIAL_LOSS_SCALE.scale : 1;
}

export interface TraceTraining {
  /** Micro-batches of each optimizer step, as given: no shuffle. */
  readonly groups: readonly (readonly (readonly TokenRow[])[])[];
  readonly schedule: ScheduleShape;
  readonly adam: { readonly beta1: number; readonly beta2: number; readonly eps: number; readonly weightDecay: number };
  readonly maxGradNorm: number;
}

/** Optimizer steps over given groups, from the adapter that the session holds and zero moments; it holds the trained one afterwards. */
export async function traceSteps(
  session: Session,
  request: TraceTraining,
): Promise<(StepScalars & { readonly lr: number })[]> {
  checkRows(session, request.groups.flat(2), 'Rows to trace');
  const out: (StepScalars & { readonly lr: number })[] = [];
  await clearMoments(session);
  for (const [step, group] of request.groups.entries()) {
    const lr = learningRate(request.schedule, step);
    const update = { ...request.adam, lr, maxGradNorm: request.maxGradNorm, update: step + 1 };
    const { scalars } = await submitStep(session, { group, step, seed: 0, update, lossScale: scaleOf(session) });
    out.push({ ...(await scalars), lr });
  }
  return out;
}

async function rowLogits(session: Session, ids: Uint32Array, adapter: boolean): Promise<Float32Array<ArrayBuffer>> {
  if (!session.logits) throw new Error('Assertion failed: the session was not opened for traces');
  const { vocabulary } = session.config;
  const stride = logitStride(session.config);
  const batch = packBatch([{ ids, supervised: new Uint8Array(ids.length) }]);
  const rowIndex = Uint32Array.from(ids, (_, i) => i);
  writeInputs(session.gpu, session.memory, session.work.inputs, { ...batch, rowIndex });
  await session.program(adapter ? 'logits' : 'logitsBase').run({ tokens: ids.length, rows: ids.length });
  const padded = new Float32Array(
    await readBuffer(session.gpu, session.memory.buffer(session.logits), 0, ids.length * stride * 4),
  );
  const out = new Float32Array(ids.length * vocabulary);
  for (let t = 0; t < ids.length; t++) out.set(padded.subarray(t * stride, t * stride + vocabulary), t * vocabulary);
  return out;
}
