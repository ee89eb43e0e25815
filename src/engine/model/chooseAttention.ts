import { RunError } from '../../lib/errors.ts';
import type { GpuContext } from '../gpu/device.ts';
import type { SubmitQueue } from '../gpu/submitQueue.ts';
import { ATTENTION_VARIANTS, type AttentionShape, type AttentionVariant } from '../ops/attention.ts';
import { MATRIX_ATTENTION_BYTES } from '../ops/attentionMatrix.ts';
import { takesMatrices } from '../ops/attentionWay.ts';
import type { KernelChoices, Precision } from '../types.ts';
import { type AttentionProbe, openAttentionProbe } from './attentionProbe.ts';
import { goneKernel } from './goneKernel.ts';

/** Key of the choice of attention's kernels. */
export const ATTENTION = 'attention';

/** The attention kernels that were chosen; undefined where a plan's own default serves. */
export function attentionVariant(choices: KernelChoices): AttentionVariant | undefined {
  return ATTENTION_VARIANTS.find((variant) => variant === choices[ATTENTION]);
}

/** What to expect before anything was tried. */
export function likelyAttention(software: boolean, precision: Precision): AttentionVariant {
  if (software) return 'rows';
  return precision === 'f16' ? 'matrix' : 'block';
}

export interface Chooser {
  readonly gpu: GpuContext;
  readonly queue: SubmitQueue;
  readonly precision: Precision;
  readonly shape: AttentionShape;
}

/** The probe that `chooseAttention` will run, its kernels with the compiler; null where it will run none. */
export function openAttentionCheck(c: Omit<Chooser, 'queue'>, known: KernelChoices): AttentionProbe | null {
  const wanted = attentionVariant(known) ?? likelyAttention(c.gpu.description.software, c.precision);
  return wanted === 'matrix' && canTakeMatrices(c) ? openAttentionProbe(c.gpu, c.shape, 'matrix') : null;
}

/**
 * The attention kernels for a model on an adapter: on subgroup matrices in f16 where there are such, they take the heads, and their results hold against
 * sums in f64. `known`: a checkpoint's choices, which are kept; `begun` where a run goes on; `check`: the probe where it is open already.
 * @throws UserError for a kernel that is gone, RunError for one that computes wrongly here.
 */
export async function chooseAttention(
  c: Chooser,
  known: KernelChoices,
  begun: boolean,
  check: AttentionProbe | null = null,
): Promise<AttentionVariant> {
  const named = known[ATTENTION];
  const found = attentionVariant(known);
  if (named !== undefined && found === undefined) throw goneKernel(ATTENTION, named);
  const { software } = c.gpu.description;
  // One that names none was begun when there was one kind for GPUs, which is gone.
  if (found === undefined && begun && !software) throw goneKernel(ATTENTION, 'tile');
  const wanted = found ?? likelyAttention(software, c.precision);
  if (wanted !== 'matrix') return wanted;
  if (canTakeMatrices(c) && (await holds(c, check ?? openAttentionProbe(c.gpu, c.shape, 'matrix')))) return 'matrix';
  if (found === undefined) return 'block';
  throw new RunError(
    'The run was begun with attention on subgroup matrices, which this GPU does not compute rightly. Go on with it on the GPU where it was begun, or start a new run.',
  );
}

/** Largest error of a right result, as a share of its largest element: f16 rounds each factor to 11 bits. */
const TOLERANCE = 5e-2;

function canTakeMatrices({ gpu, shape }: Omit<Chooser, 'queue'>): boolean {
  const room = gpu.device.limits.maxComputeWorkgroupStorageSize >= MATRIX_ATTENTION_BYTES;
  return takesMatrices(shape) && gpu.matrices && room;
}

/** Whether the kernels of the probe compile here and are right. */
async function holds({ gpu, queue }: Chooser, probe: AttentionProbe): Promise<boolean> {
  try {
    return Object.values(await probe.errors(queue)).every((error) => error <= TOLERANCE);
  } catch (error) {
    // A program that does not compile is none to choose; a lost device ends the session.
    if (error instanceof RunError && gpu.lostReason() === null) return false;
    throw error;
  }
}
