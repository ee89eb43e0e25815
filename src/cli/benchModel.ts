import type { TensorSource } from '../engine/types.ts';
import { UserError } from '../lib/errors.ts';
import { pooledSource } from '../run/quantisePool.ts';
import type { Args } from './args.ts';
import { openModelArgument } from './diskModel.ts';
import type { Io } from './io.ts';
import { randomModel } from './modelShapes.ts';
import { cliQuantisePool } from './quantiseThreads.ts';

/** What a measurement needs of a model. */
export interface BenchModel {
  readonly id: string;
  readonly configJson: unknown;
  /** Quantised by threads, as a run does. */
  readonly tensors: TensorSource;
  close(): void;
}

/** The model of `--model`, or random weights of the `--model-shape`. */
export async function openBenchModel(args: Args, model: string, io: Io): Promise<BenchModel> {
  const shape = args.get('model-shape');
  const { id, configJson, tensors } = shape === null ? await openModelArgument(model, io) : randomModel(shape);
  const pool = cliQuantisePool();
  return { id, configJson, tensors: pooledSource(tensors, pool), close: pool.close };
}

/** The same model cut down to its first `layers`. @throws UserError where it has fewer. */
export function withLayers(configJson: unknown, layers: number | null): unknown {
  if (layers === null) return configJson;
  const config = configJson as Readonly<Record<string, unknown>>;
  const has = Number(config['num_hidden_layers']);
  if (layers <= has) return { ...config, num_hidden_layers: layers };
  throw new UserError(`${layers} is not allowed`, { where: '--layers', remedy: `The model has ${has} layers.` });
}
