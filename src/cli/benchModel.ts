import type { LoadedModel } from '../hub/modelFiles.ts';
import type { Args } from './args.ts';
import { openModelArgument } from './diskModel.ts';
import type { Io } from './io.ts';
import { type RandomModel, randomModel } from './modelShapes.ts';

/** What a measurement needs of a model: that of `--model`, or random weights of the `--model-shape`. */
export function openBenchModel(args: Args, model: string, io: Io): Promise<RandomModel | LoadedModel> {
  const shape = args.get('model-shape');
  return shape === null ? openModelArgument(model, io) : Promise.resolve(randomModel(shape));
}
