import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LoraSettings, NamedTensor } from '../engine/types.ts';
import { parseAdapterConfig, readAdapter } from '../formats/peft.ts';
import { UserError } from '../lib/errors.ts';
import type { Io } from './io.ts';

export interface LoadedAdapter {
  readonly lora: LoraSettings;
  readonly baseModel: string | null;
  readonly tensors: readonly NamedTensor[];
}

/** A PEFT adapter folder. Throws a UserError naming the flag, the folder and what is missing in it. */
export async function loadAdapterFolder(flag: string, value: string, io: Io): Promise<LoadedAdapter> {
  const folder = resolve(io.cwd, value);
  const where = `--${flag} ${value}`;
  if (!existsSync(folder)) throw new UserError('there is no such folder', { where });
  for (const name of ['adapter_config.json', 'adapter_model.safetensors']) {
    if (!existsSync(join(folder, name)))
      throw new UserError(`holds no ${name}`, { where, remedy: 'Name the folder of a PEFT LoRA adapter.' });
  }
  const configPath = join(folder, 'adapter_config.json');
  const { baseModel, ...lora } = parseAdapterConfig(await readFile(configPath, 'utf8'));
  const tensors = readAdapter(new Uint8Array(await readFile(join(folder, 'adapter_model.safetensors'))));
  return { lora: lora as LoraSettings, baseModel, tensors };
}
