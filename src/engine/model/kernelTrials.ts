import { UserError } from '../../lib/errors.ts';
import type { GpuContext } from '../gpu/device.ts';
import { race } from '../gpu/race.ts';
import type { SubmitQueue } from '../gpu/submitQueue.ts';
import { MATMUL_VARIANTS, type MatmulVariant, matmulChoiceKey } from '../ops/matmul.ts';
import { COPIED_WORKGROUP_BYTES } from '../ops/matmulTilings.ts';
import { type Weight, weightName } from '../ops/weight.ts';
import type { KernelChoices, Precision, Tier } from '../types.ts';
import { goneKernel } from './goneKernel.ts';
import {
  COPIED_PROBE,
  createProbe,
  declareProbe,
  GPU_PROBE,
  type OpenProbe,
  openProbe,
  type Probe,
  type ProbeSize,
  probeKernels,
  SOFTWARE_PROBE,
} from './matmulProbe.ts';
import { codeOf, type TunedKernels } from './tunedKernels.ts';

/**
 * How much faster than the first variant another must be on a GPU. The probe is one shape: on an H200 `scratch` won it and then took 3.5 times as long as
 * tiles on 1,024 rows of 1,024 x 384.
 */
const LEAD = 1.5;

/** How long variants race, and the first ones on a device: an H100 that had been idle ran at 0.6 of its clock at first. */
const ENOUGH_MS = 20;
const WARM_UP_MS = 150;

/** Largest error of a right product of the probe: sums of 1,024 or 2,048 products of numbers below 1; f16 rounds each factor to 11 bits. */
const TOLERANCE = { f32: 1e-4, f16: 5e-2 } as const;

const DIRECTIONS = ['Forward', 'Backward'] as const;
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
    const variants = variantsFor(kind.weight, gpu, precision);
    const probe = declareProbe(kind.weight, sizeFor(gpu, variants));
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
  if (!MATMUL_VARIANTS.some((known) => known === variant)) throw goneKernel(key, variant);
  const lacks = variant.startsWith('matrix') ? !gpu.matrices : variant.startsWith('half') && !gpu.halves;
  if (!lacks) return;
  throw new UserError(
    `The run was begun with the GPU program "${variant}" for ${key}, which ${gpu.description.name} cannot run.`,
    {
      remedy: 'Start a new run, or go on with the GPU that wrote the checkpoint.',
    },
  );
}

/**
 * What is worth timing, the likely one first. `scratch` is about decoding NF4. On software adapters tiles are left out in f32: SwiftShader needs seconds to
 * compile kernels with workgroup memory (it unrolls its zeroing), and then runs them at less than half of `register`'s speed.
 */
function variantsFor(weight: Weight, gpu: GpuContext, precision: Precision): readonly MatmulVariant[] {
  if (precision === 'f16') {
    const room = gpu.device.limits.maxComputeWorkgroupStorageSize >= COPIED_WORKGROUP_BYTES;
    const copied: readonly MatmulVariant[] = weight.kind === 'nf4' && room ? ['matrixScratch'] : [];
    return gpu.matrices ? [...copied, 'matrix', 'half'] : ['half'];
  }
  const decoded: readonly MatmulVariant[] = weight.kind === 'nf4' ? ['scratch'] : [];
  return gpu.description.software ? ['register', ...decoded] : ['block', 'register', ...decoded];
}

/** The kernels that are expected to win on a GPU. */
export function likelyTiles(weight: Weight, tier: Tier): MatmulVariant {
  if (tier === 'f32') return 'block';
  return tier === 'matrix' && weight.kind === 'nf4' ? 'matrixScratch' : tier;
}

function sizeFor({ description }: GpuContext, variants: readonly MatmulVariant[]): ProbeSize {
  if (description.software) return SOFTWARE_PROBE;
  return variants.includes('matrixScratch') ? COPIED_PROBE : GPU_PROBE;
}

/** What came of a trial: the fastest variant whose product is right, null where there is none. `ms` is 0 where it was alone and not timed. */
export interface TrialResult {
  readonly variant: string | null;
  readonly ms: number;
}

/** A trial with the variants that take part. */
export interface Entry {
  readonly trial: Trial;
  readonly candidates: readonly string[];
}

/** Runs trials of one product; the matrices of the probes are made when they are first needed. */
export type RunTrials = (entries: readonly Entry[]) => Promise<TrialResult[]>;

/** Compiles the programs of the entries. @throws RunError when one does not compile. */
export async function openTrials(c: TrialContext, entries: readonly Entry[]): Promise<RunTrials> {
  const { software } = c.gpu.description;
  // Compiling takes longer than timing does, and compilers run side by side.
  if (!software)
    await c.gpu.pipelines.compile(
      entries.flatMap(({ trial: { kind, key, direction, variants }, candidates }) => {
        const probe = declareProbe(kind.weight, sizeFor(c.gpu, variants));
        return candidates.flatMap((variant) => probeKernels(probe, direction, { [key]: variant }));
      }),
    );
  const probes = new Map<string, Probe>();
  const probeOf = ({ kind: { weight }, variants }: Trial): Probe => {
    const size = sizeFor(c.gpu, variants);
    const key = `${weightName(weight)} ${size.out}`;
    const probe = probes.get(key) ?? createProbe(weight, size);
    probes.set(key, probe);
    return probe;
  };
  return (run) => runTogether(c, probeOf, run);
}

/** All right variants of the entries in one race; the best of each entry, whose first variant has the better of LEAD. */
async function runTogether(
  c: TrialContext,
  probeOf: (trial: Trial) => Probe,
  entries: readonly Entry[],
): Promise<TrialResult[]> {
  const { software } = c.gpu.description;
  const right: { readonly entry: Entry; readonly variant: string; readonly open: OpenProbe }[] = [];
  try {
    for (const entry of entries) {
      const { direction, key, precision } = entry.trial;
      for (const variant of entry.candidates) {
        const open = await openProbe(c, probeOf(entry.trial), direction, { [key]: variant });
        if (open.worst <= TOLERANCE[precision]) right.push({ entry, variant, open });
        else open.destroy();
      }
    }
    const enoughMs = software ? 0 : c.gpu.timed.size === 0 ? WARM_UP_MS : ENOUGH_MS;
    const options = { rounds: software ? 3 : 7, enoughMs };
    const contenders = right.map(({ open }) => open);
    const times = contenders.length < 2 ? contenders.map(() => 0) : await race(contenders, options);
    const lead = software ? 1 : LEAD;
    return entries.map((entry) => {
      let best: { variant: string; ms: number } | null = null;
      for (const [i, { entry: of, variant }] of right.entries()) {
        const ms = times[i] ?? 0;
        if (of === entry && (best === null || ms * lead < best.ms)) best = { variant, ms };
      }
      return best ?? { variant: null, ms: 0 };
    });
  } finally {
    for (const { open } of right) open.destroy();
  }
}
