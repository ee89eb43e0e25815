import { existsSync, statSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { openGgufModel } from '../hub/ggufModel.ts';
import type { LoadedModel, ModelFiles } from '../hub/modelFiles.ts';
import { openModel } from '../hub/openModel.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { type ModelForm, openHubArgument } from './hubArgument.ts';
import type { Io } from './io.ts';
import { findDemoModel } from './packageRoot.ts';
import { readRange } from './readRange.ts';

/** The model that `--model` names: mini, small, a GGUF file, a folder in Hugging Face layout, or one of the Hub (`hf:owner/name`). */
export async function openModelArgument(spec: string, io: Io, form: ModelForm = { nf4: null }): Promise<LoadedModel> {
  if (spec.startsWith('hf:')) return openHubArgument(spec, io, form);
  if (spec.toLowerCase().endsWith('.gguf')) return openGgufArgument(resolve(io.cwd, spec), spec);
  return openModel(diskModelFiles(modelFolder(spec, io)));
}

function openGgufArgument(path: string, spec: string): Promise<LoadedModel> {
  const where = `--model ${spec}`;
  if (!existsSync(path)) throw new UserError('there is no such file', { where });
  if (!statSync(path).isFile()) throw new UserError('is a folder, not a file', { where });
  return openGgufModel(diskModelFiles(dirname(path)), basename(path));
}

function modelFolder(spec: string, io: Io): string {
  const where = `--model ${spec}`;
  if (spec === 'mini' || spec === 'small') {
    const folder = findDemoModel(spec);
    if (folder === null)
      throw new UserError('the demo model is not here', {
        where,
        remedy: 'It belongs into models/ beside the program.',
      });
    return folder;
  }
  const folder = resolve(io.cwd, spec);
  if (!existsSync(folder))
    throw new UserError('there is no such folder', {
      where,
      remedy: 'Use mini, small, a folder in Hugging Face layout, a GGUF file, or hf:owner/name.',
    });
  if (!statSync(folder).isDirectory())
    throw new UserError('is a file, not a folder', {
      where,
      remedy: 'Name the folder that holds config.json, or a GGUF file.',
    });
  return folder;
}

/** A folder on disk as ModelFiles: ranges are read where they stand. */
export function diskModelFiles(folder: string): ModelFiles {
  const path = (name: string) => join(folder, name);
  const readable = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw new UserError(`cannot be read (${messageOf(cause)})`, { where: path(name), cause });
    }
  };
  return {
    id: basename(folder),
    list: async () =>
      (await readdir(folder, { withFileTypes: true }))
        .filter((entry) => !entry.isDirectory())
        .map((entry) => entry.name),
    size: (name) => readable(name, async () => (await stat(path(name))).size),
    text: (name) => readable(name, () => readFile(path(name), 'utf8')),
    read: (name, begin = 0, end, _signal, into) => readable(name, () => readRange(path(name), begin, end, into)),
  };
}
