import { basename, resolve } from 'node:path';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { UserError } from '../lib/errors.ts';
import type { RunConfig } from '../run/config.ts';
import { settingOf } from '../run/config.ts';
import { type StartingAdapter, startingAdapter, withShapeOf } from '../run/startingAdapter.ts';
import { openAdapter } from './adapterFolder.ts';
import type { FinetunePlan } from './finetunePlan.ts';
import type { Io } from './io.ts';
import type { Job } from './job.ts';

export interface StartingPoint {
  readonly config: RunConfig;
  /** null: PEFT's initialisation. */
  readonly start: StartingAdapter | null;
}

const SHAPE_KEYS = ['rank', 'alpha', 'targets', 'rslora'] as const;

/**
 * With `--init`, the adapter to start from, and the config with its rank, alpha, targets and scaling. Throws a UserError where a flag says
 * otherwise or the adapter does not fit the model. A resumed run has it beside its checkpoint.
 */
export async function startingPoint(
  plan: FinetunePlan,
  { config, start }: Pick<Job, 'config' | 'start'>,
  model: LoadedModel,
  io: Io,
): Promise<StartingPoint> {
  if (plan.resume !== null) return { config, start: start ?? null };
  if (plan.init === null) return { config, start: null };
  const loaded = await openAdapter('init', plan.init, model, io);
  const { lora } = loaded;
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
  return { config: withShapeOf(config, loaded), start: startingAdapter(basename(resolve(io.cwd, plan.init)), loaded) };
}

function same(a: unknown, b: unknown): boolean {
  const canonical = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
  return canonical(a) === canonical(b);
}
