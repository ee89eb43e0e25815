import { demoModelFiles } from '../hub/demoModel.ts';
import { fileMapModel } from '../hub/fileMapModel.ts';
import { openGgufModel } from '../hub/ggufModel.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { openModel } from '../hub/openModel.ts';
import { pooledSource } from '../run/quantisePool.ts';
import type { GivenFile } from './engineApi.ts';
import { type FourBitForm, openKeptHubModel } from './hubModels.ts';
import { isMissingModel, MissingModelError } from './missingModel.ts';
import { workerQuantisePool } from './quantiseThreads.ts';

/** Models that a person gave to this worker; their files are read where they lie, by ranges. */
const given = new Map<string, readonly GivenFile[]>();

/** Keeps the files under a name of their own for openNamedModel. @throws UserError when they are no model that can be opened. */
export async function giveModel(name: string, files: readonly GivenFile[]): Promise<LoadedModel> {
  const model = await openGiven(name, files);
  given.set(name, files);
  return model;
}

/**
 * A model that travels with the app, one of the Hub that is kept here, or one that was given, by its name. Large matrices are quantised on all
 * cores. `form`: what its weights are opened for; null: they are not read.
 */
export async function openNamedModel(
  name: string,
  modelsUrl: string,
  form: FourBitForm | null = null,
): Promise<LoadedModel> {
  if (name.startsWith('hf:') && !given.has(name)) return openKeptHubModel(name, form);
  const model = await openByName(name, modelsUrl);
  return { ...model, tensors: pooledSource(model.tensors, workerQuantisePool()) };
}

/** Whether a model of this name can be opened without asking the person for its files. */
export async function isModelHere(name: string, modelsUrl: string): Promise<boolean> {
  try {
    await openNamedModel(name, modelsUrl);
    return true;
  } catch (error) {
    if (isMissingModel(error)) return false;
    throw error;
  }
}

async function openByName(name: string, modelsUrl: string): Promise<LoadedModel> {
  const files = given.get(name);
  if (files !== undefined) return openGiven(name, files);
  if (name !== 'mini' && name !== 'small') throw new MissingModelError(name, 'open its folder or GGUF file again');
  return openModel(demoModelFiles(name, modelsUrl, (url, init) => fetch(url, init)));
}

function openGiven(name: string, files: readonly GivenFile[]): Promise<LoadedModel> {
  const contents = new Map(files.map(({ path, file }) => [path, file]));
  const gguf = files.find(({ path }) => path.toLowerCase().endsWith('.gguf'));
  const isFolder = files.some(({ path }) => /(^|\/)config\.json$/.test(path));
  if (gguf !== undefined && !isFolder) return openGgufModel(fileMapModel(contents, name), gguf.path);
  return openModel(fileMapModel(contents, name));
}
