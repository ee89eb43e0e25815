import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, type SafetensorsTensor } from '../../formats/safetensors.ts';
import { messageOf, UserError } from '../../lib/errors.ts';

export type TensorMap = ReadonlyMap<string, SafetensorsTensor>;

/** A folder of golden/. Every read names the file when it fails. */
export interface CaseFolder {
  readonly path: string;
  has(name: string): boolean;
  bytes(name: string): Promise<Uint8Array>;
  json(name: string): Promise<unknown>;
  tensors(name: string): Promise<TensorMap>;
}

export function caseFolder(path: string): CaseFolder {
  const bytes = async (name: string) => {
    try {
      return new Uint8Array(await readFile(join(path, name)));
    } catch (cause) {
      throw new UserError(`cannot be read (${messageOf(cause)})`, { where: join(path, name), cause });
    }
  };
  return {
    path,
    has: (name) => existsSync(join(path, name)),
    bytes,
    json: async (name) => {
      const text = new TextDecoder().decode(await bytes(name));
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw new UserError('is not JSON', { where: join(path, name), cause });
      }
    },
    tensors: async (name) => readSafetensors(await bytes(name), join(path, name)).tensors,
  };
}

/** The tensor of that name. Throws a UserError when the file has none. */
export function tensorOf(tensors: TensorMap, name: string): SafetensorsTensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new UserError(`holds no tensor "${name}"`, { where: 'golden case' });
  return tensor;
}

/** Values of an I32 tensor. */
export function int32Of(tensors: TensorMap, name: string): Int32Array {
  const { dtype, bytes } = tensorOf(tensors, name);
  if (dtype !== 'I32') throw new UserError(`"${name}" is ${dtype}, expected I32`, { where: 'golden case' });
  return new Int32Array(bytes.slice().buffer);
}
