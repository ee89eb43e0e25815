import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { UserError } from '../lib/errors.ts';
import {
  assertAdapterFits,
  type ImportedAdapter,
  readAdapterFiles,
  readCheckpointAdapter,
} from '../run/importAdapter.ts';
import type { Io } from './io.ts';

/** A PEFT adapter folder, or a checkpoint of a run: its weights as they were at that step. Throws a UserError naming the flag, the folder and what is missing in it. */
export async function loadAdapterFolder(flag: string, value: string, io: Io): Promise<ImportedAdapter> {
  const folder = resolve(io.cwd, value);
  const where = `--${flag} ${value}`;
  if (!existsSync(folder)) throw new UserError('there is no such folder', { where, remedy: 'Check the path.' });
  if (statSync(folder).isFile()) return readCheckpointAdapter(new Uint8Array(await readFile(folder)), where);
  for (const name of ['adapter_config.json', 'adapter_model.safetensors']) {
    if (existsSync(join(folder, name))) continue;
    const pickled = name.endsWith('.safetensors') && existsSync(join(folder, 'adapter_model.bin'));
    throw new UserError(`holds no ${name}`, {
      where,
      remedy: pickled
        ? 'adapter_model.bin is a Python pickle, which can run code and is not read here: save the adapter with safe_serialization=True.'
        : 'Name the folder of a PEFT LoRA adapter.',
    });
  }
  const names = { config: join(value, 'adapter_config.json'), weights: join(value, 'adapter_model.safetensors') };
  const text = await readFile(join(folder, 'adapter_config.json'), 'utf8');
  const weights = new Uint8Array(await readFile(join(folder, 'adapter_model.safetensors')));
  return readAdapterFiles(text, weights, names);
}

/** The adapter of a flag, for this model; a UserError when it does not fit, a warning when it names another base. */
export async function openAdapter(flag: string, value: string, model: LoadedModel, io: Io): Promise<ImportedAdapter> {
  const adapter = await loadAdapterFolder(flag, value, io);
  const warning = assertAdapterFits(adapter, model, `--${flag} ${value}`);
  if (warning !== null)
    io.err(`${warning}
`);
  return adapter;
}
