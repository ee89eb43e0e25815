import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SafetensorsDtype } from '../../formats/safetensors.ts';
import { writeSafetensors } from '../../formats/safetensorsWrite.ts';
import { replaceFile } from '../files.ts';

/** One tensor of an answer to a golden case. */
export interface OutputTensor {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** What a case asks for: NAME.safetensors, NAME.json or both. */
export interface TraceOutput {
  readonly tensors?: readonly OutputTensor[];
  readonly json?: unknown;
}

/** Writes the answer beside `name` and returns the paths. */
export function writeTrace(name: string, { tensors, json }: TraceOutput): string[] {
  mkdirSync(dirname(name), { recursive: true });
  const paths: string[] = [];
  if (tensors !== undefined) {
    paths.push(`${name}.safetensors`);
    replaceFile(`${name}.safetensors`, writeSafetensors(tensors, { format: 'pt' }));
  }
  if (json !== undefined) {
    paths.push(`${name}.json`);
    replaceFile(`${name}.json`, `${JSON.stringify(json, null, 1)}\n`);
  }
  return paths;
}

export function f32(name: string, shape: readonly number[], values: Float32Array): OutputTensor {
  return { name, dtype: 'F32', shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

export function u8(name: string, shape: readonly number[], bytes: Uint8Array): OutputTensor {
  return { name, dtype: 'U8', shape, bytes };
}

export function i32(name: string, shape: readonly number[], values: Int32Array): OutputTensor {
  return { name, dtype: 'I32', shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}
