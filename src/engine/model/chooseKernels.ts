import { RunError, UserError } from '../../lib/errors.ts';
import type { GpuContext } from '../gpu/device.ts';
import { race } from '../gpu/race.ts';
import { MATMUL_VARIANTS, type MatmulVariant, matmulChoiceKey } from '../ops/matmul.ts';
import { COPIED_WORKGROUP_BYTES } from '../ops/matmulTilings.ts';
import type { Weight } from '../ops/weight.ts';
import type { KernelChoices, Precision } from '../types.ts';
import { ATTENTION, type Chooser, chooseAttention, likelyAttention } from './chooseAttention.ts';
import { chooseStacks, STACK } from './chooseStacks.ts';
import { goneKernel } from './goneKernel.ts';
import {
  COPIED_PROBE,
  createProbe,
  GPU_PROBE,
  type OpenProbe,
  openProbe,
  type Probe,
  type ProbeSize,
  probeKernels,
  SOFTWARE_PROBE,
} from './matmulProbe.ts';
import { codeOf, openTuned } from './tunedKernels.ts';
import type { ModelWeights } from './weights.ts';

/** Key of the choice between wide and narrow workgroups for reductions; software adapters take the narrow ones (Plan.lanes). */
export const REDUCTION = 'reduction';

/**
 * How much faster than `block` another variant must be on a GPU. The probe is one shape: on an H200 `scratch` won it and then took 3.5 times as long as
 * tiles on 1,024 rows of 1,024 x 384.
 */
const LEAD = 1.5;

/** How long variants race, and the first ones on a device: an H100 that had been idle ran at 0.6 of its clock at first. */
const ENOUGH_MS = 20;
const WARM_UP_MS = 150;

/** Key of the number format of the matrix products, kept with the kernels since it decides bits as they do. */
const PRECISION = 'precision';

/** What `auto` comes to on this adapter. @throws UserError for f16 where there are no kernels for it. */
export function choosePrecision(gpu: GpuContext, asked: 'auto' | Precision, known: KernelChoices): Precision {
  const precision = known[PRECISION] ?? (REDUCTION in known ? 'f32' : asked);
  if (precision === 'f16' && !gpu.matrices)
    throw new UserError(`${gpu.description.name} has no subgroup matrices in half precision.`, {
      where: 'precision',
      remedy: 'Use f32.',
    });
  if (precision === 'auto') return gpu.matrices ? 'f16' : 'f32';
  return precision === 'f16' ? 'f16' : 'f32';
}

const DIRECTIONS = ['Forward', 'Backward'] as const;

/**
 * Times every matmul variant that the model will use on this adapter and keeps the fastest of those whose result is right: the numerics
 * self-check that stands before all training. Choices in `known` (a checkpoint's), and those timed before on
 * this device or kept from an earlier session, are checked but not timed.
 * @throws RunError when no variant of a kernel computes the right product.
 */
export async function chooseKernels(
  c: Chooser,
  weights: ModelWeights,
  known: KernelChoices,
  onDone: (done: number, total: number) => void,
): Promise<KernelChoices> {
  const kinds = matmulKinds(weights);
  const choices: Record<string, string> = {
    ...(c.precision === 'f16' && { [PRECISION]: c.precision }),
    [REDUCTION]: known[REDUCTION] ?? reduction(c.gpu.description.software),
    [ATTENTION]: await chooseAttention(c, known, REDUCTION in known),
    [STACK]: chooseStacks(c.gpu.description.software, known, REDUCTION in known),
  };
  const lead = c.gpu.description.software ? 1 : LEAD;
  const tuned = await openTuned(c.gpu);
  const trials = kinds.flatMap((weight) => {
    const probe = createProbe(weight, probeSize(weight, c));
    const variants = variantsFor(weight, c);
    return DIRECTIONS.map((direction): Trial => {
      const key = matmulChoiceKey(direction, weight);
      checkKnown(key, known[key]);
      const name = `${key}.${c.precision}`;
      const code = codeOf(variants.flatMap((variant) => probeKernels(probe, direction, { [key]: variant })));
      const timed = known[key] ?? c.gpu.timed.get(name) ?? tuned.get(name, code, variants);
      return { probe, direction, key, name, code, variants, candidates: timed ? [timed] : variants };
    });
  });
  // Compiling takes longer than timing does, and compilers run side by side.
  const programs = trials.flatMap(({ probe, direction, key, candidates }) =>
    candidates.flatMap((variant) => probeKernels(probe, direction, { [key]: variant })),
  );
  if (!c.gpu.description.software) await c.gpu.pipelines.compile(programs);
  let done = 0;
  for (const trial of trials) {
    const { key, name, code, variants, candidates } = trial;
    const fresh = candidates.length > 1;
    let best = await fastest(c, trial, candidates, lead);
    // What an earlier session found best may be wrong after an update of the driver.
    if (best === null && !fresh && known[key] === undefined) best = await fastest(c, trial, variants, lead);
    if (best === null)
      throw new RunError(
        `This GPU computes ${key} wrongly with every available program; training on it would be meaningless. Update the driver or use another browser.`,
      );
    choices[key] = best;
    if (known[key] === undefined) {
      c.gpu.timed.set(name, best);
      tuned.set(name, code, best);
    }
    onDone(++done, trials.length);
  }
  await tuned.save();
  return choices;
}

/** One product in one direction, with the variants that are to be timed or, where there is one alone, checked. */
interface Trial {
  readonly probe: Probe;
  readonly direction: 'Forward' | 'Backward';
  readonly key: string;
  /** The key with the precision: what is kept is kept under it. */
  readonly name: string;
  readonly code: string;
  readonly variants: readonly MatmulVariant[];
  readonly candidates: readonly string[];
}

/** The fastest of the variants whose result is right; null where none is. The first one has the better of `lead`. */
async function fastest(
  c: Chooser,
  { probe, direction, key }: Trial,
  candidates: readonly string[],
  lead: number,
): Promise<string | null> {
  const right: { readonly variant: string; readonly open: OpenProbe }[] = [];
  try {
    for (const variant of candidates) {
      const open = await openProbe(c, probe, direction, { [key]: variant });
      if (open.worst <= TOLERANCE[c.precision]) right.push({ variant, open });
      else open.destroy();
    }
    if (right.length < 2) return right[0]?.variant ?? null;
    const { software } = c.gpu.description;
    const enoughMs = software ? 0 : c.gpu.timed.size === 0 ? WARM_UP_MS : ENOUGH_MS;
    const times = await race(
      right.map(({ open }) => open),
      { rounds: software ? 3 : 7, enoughMs },
    );
    let best = 0;
    for (let i = 1; i < times.length; i++) if ((times[i] as number) * lead < (times[best] as number)) best = i;
    return right[best]?.variant ?? null;
  } finally {
    for (const { open } of right) open.destroy();
  }
}

/** The choices to expect before anything was timed: tiles on a GPU; on software adapters those that take the most memory. */
export function likelyKernels(weights: ModelWeights, software: boolean, precision: Precision = 'f32'): KernelChoices {
  const choices: Record<string, string> = {
    ...(precision === 'f16' && { [PRECISION]: precision }),
    [REDUCTION]: reduction(software),
    [ATTENTION]: likelyAttention(software, precision),
    [STACK]: chooseStacks(software, {}, false),
  };
  for (const weight of matmulKinds(weights)) {
    const tiles = tilesOf(weight, precision);
    choices[matmulChoiceKey('Forward', weight)] = software ? (weight.kind === 'nf4' ? 'scratch' : 'register') : tiles;
    choices[matmulChoiceKey('Backward', weight)] = software ? 'register' : tiles;
  }
  return choices;
}

const reduction = (software: boolean) => (software ? 'narrow' : 'wide');

/** One weight of each kind that has kernels of its own. */
function matmulKinds(weights: ModelWeights): readonly Weight[] {
  const kinds = new Map<string, Weight>();
  const linears = weights.layers.flatMap((layer) => Object.values(layer.linears));
  for (const weight of [...linears, ...weights.head.map((shard) => shard.weight)]) {
    kinds.set(matmulChoiceKey('Forward', weight), weight);
  }
  return [...kinds.values()];
}

/** A checkpoint of an earlier version may name a kernel that is gone; another one would give other bits. */
function checkKnown(key: string, variant: string | undefined): void {
  if (variant === undefined || MATMUL_VARIANTS.some((known) => known === variant)) return;
  throw goneKernel(key, variant);
}

/** Largest error of a right product of the probe: sums of 1,024 or 2,048 products of numbers below 1; f16 rounds each factor to 11 bits. */
const TOLERANCE = { f32: 1e-4, f16: 5e-2 } as const;

/** The kernels that are expected to win on a GPU. */
function tilesOf(weight: Weight, precision: Precision): MatmulVariant {
  if (precision === 'f32') return 'block';
  return weight.kind === 'nf4' ? 'matrixScratch' : 'matrix';
}

function probeSize(weight: Weight, { gpu, precision }: Chooser): ProbeSize {
  if (gpu.description.software) return SOFTWARE_PROBE;
  return tilesOf(weight, precision) === 'matrixScratch' ? COPIED_PROBE : GPU_PROBE;
}

/**
 * What is worth timing, the expected one first. `scratch` is about decoding NF4. On software adapters `block` is left out: SwiftShader needs seconds to
 * compile kernels with workgroup memory (it unrolls its zeroing), and then runs them at less than half of `register`'s speed.
 */
function variantsFor(weight: Weight, { gpu, precision }: Chooser): readonly MatmulVariant[] {
  const decoded: readonly MatmulVariant[] = weight.kind === 'nf4' ? ['scratch'] : [];
  if (gpu.description.software) return ['register', ...decoded];
  if (precision === 'f16' && gpu.matrices) {
    const room = gpu.device.limits.maxComputeWorkgroupStorageSize >= COPIED_WORKGROUP_BYTES;
    return weight.kind === 'nf4' && room ? ['matrixScratch', 'matrix', 'block'] : ['matrix', 'block'];
  }
  return ['block', 'register', ...decoded];
}
