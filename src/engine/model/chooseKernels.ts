import { RunError } from '../../lib/errors.ts';
import { ATTENTION_VARIANTS, type AttentionVariant } from '../ops/attention.ts';
import { matmulChoiceKey } from '../ops/matmul.ts';
import type { KernelChoices, Precision, Tier, TierChoice, TierReason } from '../types.ts';
import { ATTENTION, PRECISION, REDUCTION } from './choiceKeys.ts';
import { isWorthHalf, planTier, type TierPlan, tierOf } from './chooseTier.ts';
import {
  createTrialRunner,
  gone,
  type MatmulKind,
  type Trial,
  type TrialContext,
  type TrialRunner,
  trialsOf,
} from './kernelTrials.ts';
import { openTuned, type TunedKernels } from './tunedKernels.ts';
import type { ModelWeights } from './weights.ts';

/** The kernels of attention for an adapter; a checkpoint that does not name them was begun when there was one kind for GPUs. */
function attentionFor(software: boolean, known: KernelChoices): AttentionVariant {
  const named = known[ATTENTION];
  const found = ATTENTION_VARIANTS.find((variant) => variant === named);
  if (named !== undefined && found === undefined) throw gone(ATTENTION, named);
  if (found) return found;
  if (software) return 'rows';
  return REDUCTION in known ? 'tile' : 'wide';
}

/** The attention kernels that were chosen; undefined where a plan's own default serves. */
export function attentionVariant(choices: KernelChoices): AttentionVariant | undefined {
  return ATTENTION_VARIANTS.find((variant) => variant === choices[ATTENTION]);
}

export interface Chooser extends TrialContext {
  readonly precision: 'auto' | Precision;
}

/** Key under which what the time of a probe decided is kept. */
const WORTH = 'precision';

/**
 * Times every matmul variant that the model will use on this adapter and keeps the fastest of those whose result is right: the numerics
 * self-check that stands before all training. Choices in `known` (a checkpoint's), and those timed before on
 * this device or kept from an earlier session, are checked but not timed. Where the adapter leaves open whether f16 is faster, both are timed.
 * @throws UserError for a precision or a known kernel that is not there; RunError when no variant of a kernel computes the right product.
 */
export async function chooseKernels(
  c: Chooser,
  weights: ModelWeights,
  known: KernelChoices,
  onDone: (done: number, total: number) => void,
): Promise<{ readonly choices: KernelChoices; readonly tier: TierChoice }> {
  const { software } = c.gpu.description;
  const common = {
    [REDUCTION]: known[REDUCTION] ?? reduction(software),
    [ATTENTION]: attentionFor(software, known),
  };
  const plan = planTier(c.gpu, c.precision, known);
  const kinds = matmulKinds(weights);
  const tuned = await openTuned(c.gpu);
  const sets = plan.precisions.map((precision): TrialSet => {
    return { precision, trials: trialsOf(c, kinds, precision, known, tuned) };
  });
  const { precision, matmuls, reason } = await settle(c, plan, sets, tuned, onDone);
  await tuned.save();
  const choices = { ...(precision === 'f16' && { [PRECISION]: precision }), ...common, ...matmuls };
  return { choices, tier: { name: tierOf(choices), reason } };
}

/** All products of a model in one number format. */
interface TrialSet {
  readonly precision: Precision;
  readonly trials: readonly Trial[];
}

interface Settled {
  readonly precision: Precision;
  readonly matmuls: Readonly<Record<string, string>>;
  readonly reason: TierReason;
}

/** Takes the first number format that has right kernels for every product; where nobody knows yet which is faster, the faster one. */
async function settle(
  c: TrialContext,
  plan: TierPlan,
  sets: readonly TrialSet[],
  tuned: TunedKernels,
  onDone: (done: number, total: number) => void,
): Promise<Settled> {
  const code = sets.flatMap(({ trials }) => trials.map((trial) => trial.code)).join();
  const kept = plan.timed ? (c.gpu.timed.get(WORTH) ?? tuned.get(WORTH, code, plan.precisions)) : undefined;
  const race = plan.timed && kept === undefined;
  const order =
    kept === undefined
      ? sets
      : [...sets.filter((set) => set.precision === kept), ...sets.filter((set) => set.precision !== kept)];
  const expected = (race ? order : order.slice(0, 1)).flatMap(({ trials }) => trials);
  const runner = await createTrialRunner(c, expected, race);
  const total = expected.length;
  let done = 0;
  const right: (TrialSet & SetOutcome)[] = [];
  let wrong: string | null = null;
  for (const set of order) {
    const outcome = await runSet(c, runner, set.trials, tuned, () => onDone(Math.min(++done, total), total));
    if (typeof outcome === 'string') wrong ??= outcome;
    else right.push({ ...set, ...outcome });
    if (right.length > 0 && !race) break;
  }
  const [first, second] = right;
  if (!first)
    throw new RunError(
      `This GPU computes ${wrong} wrongly with every available program; training on it would be meaningless. Update the driver or use another browser.`,
    );
  let chosen = first;
  if (second) {
    chosen = isWorthHalf(second.ms, first.ms) ? first : second;
    c.gpu.timed.set(WORTH, chosen.precision);
    tuned.set(WORTH, code, chosen.precision);
  }
  const { precision, matmuls } = chosen;
  const open = sets.length > 1 && precision === 'f32';
  return { precision, matmuls, reason: open ? (wrong === null ? 'notFaster' : 'wrong') : plan.reason };
}

interface SetOutcome {
  readonly matmuls: Readonly<Record<string, string>>;
  /** Time of a token in these products, in units that compare between number formats; 0 where nothing was timed. */
  readonly ms: number;
}

/** Runs the trials of one number format; the key of a product that no variant computes rightly ends it. */
async function runSet(
  c: TrialContext,
  runner: TrialRunner,
  trials: readonly Trial[],
  tuned: TunedKernels,
  onDone: () => void,
): Promise<SetOutcome | string> {
  const matmuls: Record<string, string> = {};
  let ms = 0;
  for (const trial of trials) {
    const { key, name, code, variants, known, kept } = trial;
    let best = await runner.run(trial, kept === undefined ? variants : [kept]);
    // What an earlier session found best may be wrong after an update of the driver.
    if (best.variant === null && kept !== undefined && known === undefined) best = await runner.run(trial, variants);
    if (best.variant === null) return key;
    matmuls[key] = best.variant;
    ms += best.ms * trial.kind.elements;
    if (known === undefined) {
      c.gpu.timed.set(name, best.variant);
      tuned.set(name, code, best.variant);
    }
    onDone();
  }
  return { matmuls, ms };
}

/** The choices to expect before anything was timed: tiles on a GPU; on software adapters those that take the most memory. */
export function likelyKernels(weights: ModelWeights, software: boolean, tier: Tier = 'f32'): KernelChoices {
  const tiles = tier === 'f32' ? 'block' : tier;
  const choices: Record<string, string> = {
    ...(tier !== 'f32' && { [PRECISION]: 'f16' }),
    [REDUCTION]: reduction(software),
    [ATTENTION]: attentionFor(software, {}),
  };
  for (const { weight } of matmulKinds(weights)) {
    choices[matmulChoiceKey('Forward', weight)] = software ? (weight.kind === 'nf4' ? 'scratch' : 'register') : tiles;
    choices[matmulChoiceKey('Backward', weight)] = software ? 'register' : tiles;
  }
  return choices;
}

const reduction = (software: boolean) => (software ? 'narrow' : 'wide');

/** One weight of each kind that has kernels of its own. */
function matmulKinds(weights: ModelWeights): readonly MatmulKind[] {
  const kinds = new Map<string, MatmulKind>();
  const linears = weights.layers.flatMap((layer) => Object.values(layer.linears));
  for (const weight of [...linears, ...weights.head.map((shard) => shard.weight)]) {
    const key = matmulChoiceKey('Forward', weight);
    const elements = weight.outFeatures * weight.inFeatures + (kinds.get(key)?.elements ?? 0);
    kinds.set(key, { weight, elements });
  }
  return [...kinds.values()];
}
