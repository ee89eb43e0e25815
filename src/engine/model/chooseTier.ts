import { UserError } from '../../lib/errors.ts';
import type { GpuContext } from '../gpu/device.ts';
import type { KernelChoices, Precision, Tier, TierReason } from '../types.ts';
import { PRECISION, REDUCTION } from './choiceKeys.ts';

/** Which number formats may be wanted, before anything was timed. */
export interface TierPlan {
  /** In the order of preference; the second serves where the first fails the self-check. */
  readonly precisions: readonly Precision[];
  /** Whether the time of a probe decides between the two. */
  readonly timed: boolean;
  readonly reason: TierReason;
}

/**
 * How many times as fast as in f32 the products must be in f16 where time decides. On an H100 they are 1.05 to 1.19 times as fast, and a step of a 1B Llama,
 * which has much besides, 1.08.
 */
const MARGIN = 1.05;

export function isWorthHalf(f32Ms: number, f16Ms: number): boolean {
  return f32Ms > MARGIN * f16Ms;
}

type Abilities = Pick<GpuContext, 'halves' | 'matrices' | 'description'>;

/**
 * What `asked` can come to on this adapter. A checkpoint's choices overrule it; one that names no number format was computed in f32.
 * @throws UserError for f16 where the adapter has none.
 */
export function planTier(gpu: Abilities, asked: 'auto' | Precision, known: KernelChoices): TierPlan {
  const resumed = known[PRECISION] ?? (REDUCTION in known ? 'f32' : undefined);
  const wanted = resumed ?? asked;
  if (wanted === 'f16' && !gpu.halves)
    throw new UserError(`${gpu.description.name} does not offer half precision (shader-f16).`, {
      where: 'precision',
      remedy: 'Use f32.',
    });
  const sure = (precision: Precision, reason: TierReason): TierPlan => ({
    precisions: [precision],
    timed: false,
    reason,
  });
  if (wanted !== 'auto') return sure(wanted === 'f16' ? 'f16' : 'f32', resumed === undefined ? 'asked' : 'resumed');
  if (gpu.description.software) return sure('f32', 'software');
  if (!gpu.halves) return sure('f32', 'noHalf');
  return { precisions: ['f16', 'f32'], timed: !gpu.matrices, reason: gpu.matrices ? 'matrices' : 'faster' };
}

/** The tier that the chosen kernels make. */
export function tierOf(choices: KernelChoices): Tier {
  if (choices[PRECISION] !== 'f16') return 'f32';
  const onMatrices = Object.entries(choices).some(([key, variant]) => /^matmul/.test(key) && /^matrix/.test(variant));
  return onMatrices ? 'matrix' : 'half';
}

/** The tier to expect, whose programs may be compiled ahead; null where time will tell. @throws UserError as planTier does. */
export function likelyTier(gpu: Abilities, asked: 'auto' | Precision, known: KernelChoices): Tier | null {
  const { precisions, timed } = planTier(gpu, asked, known);
  if (timed) return null;
  return precisions[0] === 'f32' ? 'f32' : gpu.matrices ? 'matrix' : 'half';
}
