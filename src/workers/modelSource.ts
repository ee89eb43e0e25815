import { demoModelFiles } from '../hub/demoModel.ts';
import { type LoadedModel, openModel } from '../hub/modelFiles.ts';
import { UserError } from '../lib/errors.ts';

/** A model that travels with the app, by its name. Other sources have yet to come. */
export function openNamedModel(name: string, modelsUrl: string): Promise<LoadedModel> {
  if (name !== 'mini' && name !== 'small') {
    throw new UserError(`"${name}" is not one of mini, small`, {
      where: 'model',
      remedy: 'Choose a model of the list.',
    });
  }
  return openModel(demoModelFiles(name, modelsUrl, (url, init) => fetch(url, init)));
}
