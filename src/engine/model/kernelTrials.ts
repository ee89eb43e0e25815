import { RunError, UserError } from '../../lib/errors.ts';
import { remembered } from '../../lib/remembered.ts';
import type { GpuContext } from '../gpu/device.ts';
import type { Kernel } from '../gpu/kernel.ts';
import { race } from '../gpu/race.ts';
import type { SubmitQueue } from '../gpu/submitQueue.ts';
import { type Direction, MATMUL_VARIANTS, type MatmulVariant, matmulChoiceKey } from '../ops/matmulKernel.ts';
import { COPIED_WORKGROUP_BYTES } from '../ops/matmulTilings.ts';
import { type Weight, weightName } from '../ops/weight.ts';
import type { KernelChoices, Precision, Tier } from '../types.ts';
import { goneKernel } from './goneKernel.ts';
import { type OpenProbe, openProbe, probeKernels } from './matmulProbe.ts';
import {
  createProbe,
  declareProbe,
  GPU_PROBE,
  NF4_PROBE,
  type Probe,
  type ProbeSize,
  SOFTWARE_PROBE,
} from './probeProduct.ts';
import { codeOf, type TunedKernels } from './tunedKernels.ts';

/**
 * How much faster than the first variant another must be on a GPU. The probe is one shape: on an H200 `scratch` won it and then took 3.5 times as long as
 * tiles on 1,024 rows of 1,024 x 384.
 */
const LEAD = 1.5;
/** And another that differs from it only in making no copies first: with slow memory they cost more than they bring. */
const COPY_LEAD = 1.05;

/** How long variants race, and the first ones on a device: an H100 that had been idle ran at 0.6 of its clock at first. */
const ENOUGH_MS = 20;
const WARM_UP_MS = 150;

/** Largest error of a right product of the probe: sums of 1,024 or 2,048 products of numbers below 1; f16 rounds each factor to 11 bits. */
const TOLERANCE = { f32: 1e-4, f16: 5e-2 } as const;

const DIRECTIONS: readonly Direction[] = ['Forward', 'Backward'];

export interface TrialContext {
  readonly gpu: GpuContext;
  readonly queue: SubmitQueue;
  /** Called once the programs of the trials are with the compiler; on software adapters not at all: its compiler would take the cores that are being timed. */
  readonly whileCompiling?: () => void;
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
  /** Those that serve where none of `variants` is right. */
  readonly fallbacks: readonly MatmulVariant[];
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
    const { variants, fallbacks } = variantsFor(kind.weight, gpu, precision);
    const all = [...variants, ...fallbacks];
    const probe = declareProbe(kind.weight, sizeFor(gpu, kind.weight));
    return DIRECTIONS.map((direction): Trial => {
      const key = matmulChoiceKey(direction, kind.weight);
      checkKnown(gpu, key, known[key]);
      const name = `${key}.${precision}`;
      const code = codeOf(all.flatMap((variant) => probeKernels(probe, direction, { [key]: variant })));
      const kept = known[key] ?? gpu.timed.get(name) ?? tuned.get(name, code, all);
      return { kind, direction, precision, key, name, code, variants, fallbacks, known: known[key], kept };
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
 * compile kernels with workgroup memory (it unrolls its zeroing), and then runs them at less than half of `register`'s speed. Where there are subgroup matrices
 * plain f16 products only serve if those are wrong: they would have to be 1.5 times as fast (LEAD), and on an H100 they reach a third.
 */
function variantsFor(weight: Weight, gpu: GpuContext, precision: Precision): Pick<Trial, 'variants' | 'fallbacks'> {
  if (precision === 'f16') {
    const room = gpu.device.limits.maxComputeWorkgroupStorageSize >= COPIED_WORKGROUP_BYTES;
    const copied: readonly MatmulVariant[] = weight.kind === 'nf4' && room ? ['matrixScratch'] : [];
    return gpu.matrices
      ? { variants: [...copied, 'matrix'], fallbacks: ['half'] }
      : { variants: ['half'], fallbacks: [] };
  }
  const nf4 = weight.kind === 'nf4';
  const decoded: readonly MatmulVariant[] = nf4 ? ['scratch'] : [];
  const tiles: readonly MatmulVariant[] = nf4 ? ['blockScratch', 'block'] : ['block'];
  return { variants: [...(gpu.description.software ? [] : tiles), 'register', ...decoded], fallbacks: [] };
}

/** The kernels that are expected to win on a GPU. */
export function likelyTiles(weight: Weight, tier: Tier): MatmulVariant {
  const tiles = tier === 'f32' ? 'block' : tier;
  return weight.kind === 'nf4' && tiles !== 'half' ? `${tiles}Scratch` : tiles;
}

/** The same in every precision: their times are compared. */
function sizeFor({ description }: GpuContext, weight: Weight): ProbeSize {
  if (description.software) return SOFTWARE_PROBE;
  return weight.kind === 'nf4' ? NF4_PROBE : GPU_PROBE;
}

/** What came of a trial: the fastest variant whose product is right, null where there is none. `ms` is 0 where it was alone and not timed. */
export interface TrialResult {
  readonly variant: string | null;
  readonly ms: number;
  /** The first candidate that did not compile or run. */
  readonly failure: RunError | null;
}

/** A trial with the variants that take part. */
export interface Entry {
  readonly trial: Trial;
  readonly candidates: readonly string[];
}

/** Runs trials of one product. */
export type RunTrials = (entries: readonly Entry[]) => Promise<TrialResult[]>;

/** Compiles the programs of the entries and makes their matrices, side by side. */
export async function openTrials(c: TrialContext, entries: readonly Entry[]): Promise<RunTrials> {
  const probeOf = remembered(
    ({ kind: { weight } }: Trial) => weightName(weight),
    ({ kind: { weight } }) => createProbe(weight, sizeFor(c.gpu, weight)),
  );
  if (!c.gpu.description.software) {
    // Compiling takes longer than timing does, and compilers run side by side. One that fails is told when its turn comes.
    const compiled = Promise.allSettled([c.gpu.pipelines.compile(entries.flatMap((entry) => kernelsOf(c.gpu, entry)))]);
    c.whileCompiling?.();
    for (const { trial } of entries) probeOf(trial).prepare(trial.direction);
    await compiled;
  }
  return (run) => runTogether(c, probeOf, run);
}

function kernelsOf(gpu: GpuContext, { trial: { kind, key, direction }, candidates }: Entry): readonly Kernel[] {
  const probe = declareProbe(kind.weight, sizeFor(gpu, kind.weight));
  return candidates.flatMap((variant) => probeKernels(probe, direction, { [key]: variant }));
}

/** How many times as fast as the best before it a variant must be to be chosen on a GPU. */
export function leadOf(best: string, variant: string): number {
  return best === `${variant}Scratch` ? COPY_LEAD : LEAD;
}

/** All right variants of the entries in one race; the best of each entry, whose first variant has the better of LEAD. */
async function runTogether(
  c: TrialContext,
  probeOf: (trial: Trial) => Probe,
  entries: readonly Entry[],
): Promise<TrialResult[]> {
  const { software } = c.gpu.description;
  const right: { readonly entry: Entry; readonly variant: string; readonly open: OpenProbe }[] = [];
  const failures = new Map<Entry, RunError>();
  try {
    for (const entry of entries) {
      const { direction, key, precision } = entry.trial;
      for (const variant of entry.candidates) {
        const open = await openProbe(c, probeOf(entry.trial), direction, { [key]: variant }).catch((error: unknown) => {
          // One that does not compile is none to choose; a lost device ends the session.
          if (!(error instanceof RunError) || c.gpu.lostReason() !== null) throw error;
          failures.set(entry, failures.get(entry) ?? error);
          return null;
        });
        if (open === null) continue;
        if (open.worst <= TOLERANCE[precision]) right.push({ entry, variant, open });
        else open.destroy();
      }
    }
    const enoughMs = software ? 0 : c.gpu.timed.size === 0 ? WARM_UP_MS : ENOUGH_MS;
    const options = { rounds: software ? 3 : 7, enoughMs };
    const contenders = right.map(({ open }) => open);
    const times = contenders.length < 2 ? contenders.map(() => 0) : await race(contenders, options);
    const lead = software ? () => 1 : leadOf;
    return entries.map((entry) => {
      let best: { variant: string; ms: number } | null = null;
      for (const [i, { entry: of, variant }] of right.entries()) {
        const ms = times[i] ?? 0;
        if (of === entry && (best === null || ms * lead(best.variant, variant) < best.ms)) best = { variant, ms };
      }
      return { ...(best ?? { variant: null, ms: 0 }), failure: failures.get(entry) ?? null };
    });
  } finally {
    for (const { open } of right) open.destroy();
  }
}

/** The result, or that of the next candidates where no variant was right: what was fastest before may be wrong after an update of the driver. */
export async function orElse(run: RunTrials, trial: Trial, result: TrialResult): Promise<TrialResult> {
  const others = trial.kept === undefined ? [trial.fallbacks] : [trial.variants, trial.fallbacks];
  let found = result;
  for (const candidates of trial.known === undefined ? others : []) {
    if (found.variant !== null) break;
    const [next] = candidates.length > 0 ? await run([{ trial, candidates }]) : [];
    if (next) found = { ...next, failure: found.failure ?? next.failure };
  }
  return found;
}
