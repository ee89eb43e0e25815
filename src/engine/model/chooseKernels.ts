import { RunError } from '../../lib/errors.ts';
import type { AttentionShape } from '../ops/attention.ts';
import { matmulChoiceKey } from '../ops/matmulKernel.ts';
import type { KernelChoices, Precision, Tier, TierChoice, TierReason } from '../types.ts';
import type { AttentionProbe } from './attentionProbe.ts';
import { PRECISION, REDUCTION } from './choiceKeys.ts';
import { ATTENTION, chooseAttention, likelyAttention, openAttentionCheck } from './chooseAttention.ts';
import { chooseStacks, STACK } from './chooseStacks.ts';
import { isWorthHalf, planTier, type TierPlan, tierOf } from './chooseTier.ts';
import {
  type Entry,
  likelyTiles,
  type MatmulKind,
  openTrials,
  orElse,
  type Trial,
  type TrialContext,
  trialsOf,
} from './kernelTrials.ts';
import { openTuned, type TunedKernels } from './tunedKernels.ts';
import type { ModelWeights } from './weights.ts';

export interface Chooser extends TrialContext {
  readonly precision: 'auto' | Precision;
  readonly shape: AttentionShape;
}

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
  const plan = planTier(c.gpu, c.precision, known);
  const kinds = matmulKinds(weights);
  const tuned = await openTuned(c.gpu);
  const sets = plan.precisions.map((precision): TrialSet => {
    return { precision, trials: trialsOf(c, kinds, precision, known, tuned) };
  });
  const [first] = plan.precisions;
  const opened = { check: null as AttentionProbe | null };
  const whileCompiling = () => {
    if (first && !plan.timed) opened.check ??= openAttentionCheck({ ...c, precision: first }, known);
    c.whileCompiling?.();
  };
  const { precision, matmuls, reason } = await settle({ ...c, whileCompiling }, plan, sets, tuned, onDone);
  await tuned.save();
  const choices = {
    ...(precision === 'f16' && { [PRECISION]: precision }),
    [REDUCTION]: known[REDUCTION] ?? reduction(c.gpu.description.software),
    [ATTENTION]: await chooseAttention({ ...c, precision }, known, REDUCTION in known, opened.check),
    [STACK]: chooseStacks(c.gpu.description.software, known, REDUCTION in known),
    ...matmuls,
  };
  return { choices, tier: { name: tierOf(choices), reason } };
}

/** All products of a model in one number format. */
interface TrialSet {
  readonly precision: Precision;
  readonly trials: readonly Trial[];
}

/** What came of a set. */
interface SetOutcome {
  readonly precision: Precision;
  readonly matmuls: Readonly<Record<string, string>>;
  /** Time of a token in these products, in units that compare between number formats; 0 where nothing was timed. */
  readonly ms: number;
  /** The first product that no variant computes rightly, and the variant of it that did not even run. */
  readonly wrong: { readonly key: string; readonly failure: RunError | null } | null;
}

/** Takes the first number format that has right kernels for every product; where nobody knows yet which is faster, the faster one. */
async function settle(
  c: TrialContext,
  plan: TierPlan,
  sets: readonly TrialSet[],
  tuned: TunedKernels,
  onDone: (done: number, total: number) => void,
): Promise<SetOutcome & { readonly reason: TierReason }> {
  const keys = sets[0]?.trials.map(({ key }) => key) ?? [];
  const name = `${PRECISION} of ${keys.join('+')}`;
  const code = sets.flatMap(({ trials }) => trials.map((trial) => trial.code)).join();
  const kept = plan.timed ? (c.gpu.timed.get(name) ?? tuned.get(name, code, plan.precisions)) : undefined;
  const open = plan.timed && kept === undefined;
  // Side by side where time decides; else one after another, until one is right.
  const order = [...sets.filter((set) => set.precision === kept), ...sets.filter((set) => set.precision !== kept)];
  const outcomes: SetOutcome[] = [];
  for (const group of open ? [order] : order.map((set) => [set])) {
    outcomes.push(...(await runSets(c, group, tuned, onDone)));
    if (outcomes.some(({ wrong }) => wrong === null)) break;
  }
  const [first, second] = outcomes.filter(({ wrong }) => wrong === null);
  if (!first) {
    const wrong = outcomes[0]?.wrong;
    throw (
      wrong?.failure ??
      new RunError(
        `This GPU computes ${wrong?.key} wrongly with every available program; training on it would be meaningless. Update the driver or use another browser.`,
      )
    );
  }
  let chosen = first;
  if (second) {
    chosen = isWorthHalf(second.ms, first.ms) ? first : second;
    c.gpu.timed.set(name, chosen.precision);
    tuned.set(name, code, chosen.precision);
  }
  if (sets.length === 1 || chosen.precision === 'f16') return { ...chosen, reason: plan.reason };
  return { ...chosen, reason: outcomes.some(({ wrong }) => wrong !== null) ? 'wrong' : 'notFaster' };
}

/** Runs the trials of number formats side by side, product by product; one that has no right kernel for a product runs no further. */
async function runSets(
  c: TrialContext,
  sets: readonly TrialSet[],
  tuned: TunedKernels,
  onDone: (done: number, total: number) => void,
): Promise<SetOutcome[]> {
  const entryOf = (trial: Trial): Entry => ({
    trial,
    candidates: trial.kept === undefined ? trial.variants : [trial.kept],
  });
  const run = await openTrials(
    c,
    sets.flatMap(({ trials }) => trials.map(entryOf)),
  );
  const outcomes = sets.map(({ precision }) => ({
    ...{ precision, matmuls: {} as Record<string, string>, ms: 0, wrong: null as SetOutcome['wrong'] },
  }));
  const total = sets[0]?.trials.length ?? 0;
  for (let i = 0; i < total; i++) {
    const going = sets.flatMap(({ trials }, s) => {
      const [trial, outcome] = [trials[i], outcomes[s]];
      return trial && outcome?.wrong === null ? [{ trial, outcome }] : [];
    });
    const results = await run(going.map(({ trial }) => entryOf(trial)));
    for (const [g, { trial, outcome }] of going.entries()) {
      const best = results[g] && (await orElse(run, trial, results[g]));
      if (!best || best.variant === null) {
        outcome.wrong = { key: trial.key, failure: best?.failure ?? null };
        continue;
      }
      outcome.matmuls[trial.key] = best.variant;
      outcome.ms += best.ms * trial.kind.elements;
      if (trial.known !== undefined) continue;
      c.gpu.timed.set(trial.name, best.variant);
      tuned.set(trial.name, trial.code, best.variant);
    }
    onDone(i + 1, total);
  }
  return outcomes;
}

/** The choices to expect before anything was timed: tiles on a GPU; on software adapters those that take the most memory. */
export function likelyKernels(weights: ModelWeights, software: boolean, tier: Tier = 'f32'): KernelChoices {
  const choices: Record<string, string> = {
    ...(tier !== 'f32' && { [PRECISION]: 'f16' }),
    [REDUCTION]: reduction(software),
    [ATTENTION]: likelyAttention(software, tier === 'matrix' ? 'f16' : 'f32'),
    [STACK]: chooseStacks(software, {}, false),
  };
  for (const { weight } of matmulKinds(weights)) {
    const tiles = likelyTiles(weight, tier);
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
