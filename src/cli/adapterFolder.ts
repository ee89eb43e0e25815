import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ModelConfig } from '../engine/model/config.ts';
import { flattenAdapter, layoutAdapter } from '../engine/model/lora.ts';
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
  if (!existsSync(folder)) throw new UserError('there is no such folder', { where, remedy: 'Check the path.' });
  for (const name of ['adapter_config.json', 'adapter_model.safetensors']) {
    if (!existsSync(join(folder, name)))
      throw new UserError(`holds no ${name}`, { where, remedy: 'Name the folder of a PEFT LoRA adapter.' });
  }
  const configPath = join(folder, 'adapter_config.json');
  const { baseModel, ...lora } = parseAdapterConfig(await readFile(configPath, 'utf8'));
  const tensors = readAdapter(new Uint8Array(await readFile(join(folder, 'adapter_model.safetensors'))));
  return { lora: lora as LoraSettings, baseModel, tensors };
}

/** Throws a UserError, naming the flag and the model the adapter says it was made for, when its tensors do not fit this one. */
export function assertAdapterFits(
  { lora, baseModel, tensors }: LoadedAdapter,
  config: ModelConfig,
  where: string,
): void {
  try {
    flattenAdapter(layoutAdapter(config, lora), tensors);
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    const remedy =
      baseModel === null
        ? 'Use it with the model it was made for.'
        : `It was made for ${baseModel}: use it with that model.`;
    throw new UserError(`the adapter does not fit this model: ${cause.what}`, { where, remedy, cause });
  }
}
