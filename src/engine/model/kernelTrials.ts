import { UserError } from '../../lib/errors.ts';
import type { GpuContext } from '../gpu/device.ts';
import type { SubmitQueue } from '../gpu/submitQueue.ts';
import { MATMUL_VARIANTS, type MatmulVariant, matmulChoiceKey } from '../ops/matmul.ts';
import { type Weight, weightName } from '../ops/weight.ts';
import type { KernelChoices, Precision } from '../types.ts';
import {
  createProbe,
  declareProbe,
  GPU_PROBE,
  LARGE_PROBE,
  measureProbe,
  type Probe,
  type ProbeSize,
  probeKernels,
  SOFTWARE_PROBE,
} from './matmulProbe.ts';
import { codeOf, type TunedKernels } from './tunedKernels.ts';

/** How much faster than the first variant another must be on a GPU: the probe is one shape, and real products have others. */
const LEAD = 1.5;

/** Largest error of a right product of the probe: sums of up to 2,048 products of numbers below 1; f16 rounds each factor to 11 bits. */
const TOLERANCE = { f32: 1e-4, f16: 5e-2 } as const;

export const DIRECTIONS = ['Forward', 'Backward'] as const;
type Direction = (typeof DIRECTIONS)[number];

export interface TrialContext {
  readonly gpu: GpuContext;
  readonly queue: SubmitQueue;
}

/** One kind of weight with kernels of its own, and how many numbers the model has of it. */
export interface MatmulKind {
  readonly weight: Weight;
  readonly elements: number;
}

/** One product in one direction, with the variants that serve it. */
export interface Trial {
  readonly kind: MatmulKind;
  readonly direction: Direction;
  readonly precision: Precision;
  /** The key of the choice. */
  readonly key: string;
  /** The key with the precision: what is kept is kept under it. */
  readonly name: string;
  readonly code: string;
  readonly variants: readonly MatmulVariant[];
  /** The one that a checkpoint names. */
  readonly known: string | undefined;
  /** That one, or the one that was fastest before; undefined: nothing is known yet. */
  readonly kept: string | undefined;
}

/** @throws UserError where `known` names a kernel that this version or this adapter does not have. */
export function trialsOf(
  { gpu }: TrialContext,
  kinds: readonly MatmulKind[],
  precision: Precision,
  known: KernelChoices,
  tuned: TunedKernels,
): Trial[] {
  return kinds.flatMap((kind) => {
    const probe = declareProbe(kind.weight, GPU_PROBE);
    const variants = variantsFor(kind.weight, gpu, precision);
    return DIRECTIONS.map((direction): Trial => {
      const key = matmulChoiceKey(direction, kind.weight);
      checkKnown(gpu, key, known[key]);
      const name = `${key}.${precision}`;
      const code = codeOf(variants.flatMap((variant) => probeKernels(probe, direction, { [key]: variant })));
      const kept = known[key] ?? gpu.timed.get(name) ?? tuned.get(name, code, variants);
      return { kind, direction, precision, key, name, code, variants, known: known[key], kept };
    });
  });
}

/** A checkpoint of an earlier version, or of another GPU, may name a kernel that is not there; another one would give other bits. */
function checkKnown(gpu: GpuContext, key: string, variant: string | undefined): void {
  if (variant === undefined) return;
  if (!MATMUL_VARIANTS.some((known) => known === variant)) throw gone(key, variant);
  const lacks = variant.startsWith('matrix') ? !gpu.matrices : variant.startsWith('half') && !gpu.halves;
  if (!lacks) return;
  throw new UserError(
    `The run was begun with the GPU program "${variant}" for ${key}, which ${gpu.description.name} cannot run.`,
    {
      remedy: 'Start a new run, or go on with the GPU that wrote the checkpoint.',
    },
  );
}

export function gone(key: string, variant: string): UserError {
  return new UserError(
    `The run was begun with the GPU program "${variant}" for ${key}, which this version does not have.`,
    { remedy: 'Start a new run, or go on with the version that wrote the checkpoint.' },
  );
}

/**
 * What is worth timing, the likely one first. `scratch` is about decoding NF4. On software adapters tiles are left out in f32: SwiftShader needs seconds to
 * compile kernels with workgroup memory (it unrolls its zeroing), and then runs them at less than half of `register`'s speed.
 */
function variantsFor(weight: Weight, gpu: GpuContext, precision: Precision): readonly MatmulVariant[] {
  if (precision === 'f16') return gpu.matrices ? ['matrix', 'half'] : ['half'];
  const decoded: readonly MatmulVariant[] = weight.kind === 'nf4' ? ['scratch'] : [];
  return gpu.description.software ? ['register', ...decoded] : ['block', 'register', ...decoded];
}

/** What came of a trial: the fastest variant whose product is right, null where there is none. `ms` is 0 where it was not timed. */
export interface TrialResult {
  readonly variant: string | null;
  readonly ms: number;
}

export interface TrialRunner {
  run(trial: Trial, candidates: readonly string[]): Promise<TrialResult>;
}

/**
 * Compiles the programs of the trials, and runs them. `race`: one variant alone is timed, too; else it is only checked.
 * @throws RunError when a program does not compile.
 */
export async function createTrialRunner(
  c: TrialContext,
  trials: readonly Trial[],
  race: boolean,
): Promise<TrialRunner> {
  const { software } = c.gpu.description;
  const lead = software ? 1 : LEAD;
  const quick = software ? SOFTWARE_PROBE : GPU_PROBE;
  const first = trials.find(({ kept }) => race || kept === undefined);
  const thorough = first && !software ? await thoroughSize(c, first) : quick;
  const isTimed = (candidates: readonly string[]) => race || candidates.length > 1;
  const sizeOf = (candidates: readonly string[]) => (isTimed(candidates) ? thorough : quick);
  // Compiling takes longer than timing does, and compilers run side by side.
  if (!software)
    await c.gpu.pipelines.compile(
      trials.flatMap(({ kind, key, direction, variants, kept }) => {
        const candidates = kept === undefined ? variants : [kept];
        const probe = declareProbe(kind.weight, sizeOf(candidates));
        return candidates.flatMap((variant) => probeKernels(probe, direction, { [key]: variant }));
      }),
    );
  const probes = new Map<string, Probe>();
  const probeOf = (weight: Weight, size: ProbeSize): Probe => {
    const key = `${weightName(weight)} ${size.rows}`;
    const probe = probes.get(key) ?? createProbe(weight, size);
    probes.set(key, probe);
    return probe;
  };
  return {
    async run({ kind, direction, precision, key }, candidates) {
      const timed = isTimed(candidates);
      const probe = probeOf(kind.weight, sizeOf(candidates));
      let best: { variant: string; ms: number } | null = null;
      for (const variant of candidates) {
        const { ms, worst } = await measureProbe(c, probe, direction, { [key]: variant }, timed);
        if (worst <= TOLERANCE[precision] && (best === null || ms * lead < best.ms)) best = { variant, ms };
      }
      return best ?? { variant: null, ms: 0 };
    },
  };
}

/** On a large GPU the small probe is over before all processors have work: kernels with small tiles look best there and are not with real products. */
async function thoroughSize(c: TrialContext, { kind, direction, key, variants }: Trial): Promise<ProbeSize> {
  const choices = { [key]: variants[0] ?? '' };
  const { ms } = await measureProbe(c, createProbe(kind.weight, GPU_PROBE), direction, choices, true);
  return ms < FAST_MS ? LARGE_PROBE : GPU_PROBE;
}

/** A GPU that needs less for the small probe, 5 TFLOP/s, gets the large one. */
const FAST_MS = 0.2;
