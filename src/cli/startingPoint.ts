import type { NamedTensor } from '../engine/types.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { UserError } from '../lib/errors.ts';
import type { RunConfig } from '../run/config.ts';
import { settingOf } from '../run/config.ts';
import { openAdapter } from './adapterFolder.ts';
import type { FinetunePlan } from './finetunePlan.ts';
import type { Io } from './io.ts';

export interface StartingPoint {
  readonly config: RunConfig;
  /** null: PEFT's initialisation, or the checkpoint. */
  readonly adapter: readonly NamedTensor[] | null;
}

const SHAPE_KEYS = ['rank', 'alpha', 'targets', 'rslora'] as const;

/**
 * With `--init`, the adapter to start from, and the config with its rank, alpha, targets and scaling. Throws a UserError where a flag says
 * otherwise or the adapter does not fit the model. A resumed run has its adapter in the checkpoint.
 */
export async function startingPoint(
  plan: FinetunePlan,
  config: RunConfig,
  model: LoadedModel,
  io: Io,
): Promise<StartingPoint> {
  if (plan.init === null || plan.resume !== null) return { config, adapter: null };
  const loaded = await openAdapter('init', plan.init, model, io);
  const { lora, tensors } = loaded;
  for (const key of SHAPE_KEYS) {
    const given = plan.given[key];
    if (given === undefined || same(given, lora[key])) continue;
    const { flag } = settingOf(key);
    throw new UserError(
      `is ${settingOf(key).write(given).join()}, but the adapter of --init has ${settingOf(key).write(lora[key]).join()}`,
      {
        where: `--${flag}`,
        remedy: 'Leave it out.',
      },
    );
  }
  const { rank, alpha, targets, rslora } = lora;
  return { config: { ...config, rank, alpha, targets, rslora }, adapter: tensors };
}

function same(a: unknown, b: unknown): boolean {
  const canonical = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
  return canonical(a) === canonical(b);
}
