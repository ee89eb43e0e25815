import '../lib/noEval.ts';
import { z } from 'zod';
import type { NamedTensor } from '../engine/types.ts';
import { readAdapter, writeAdapter } from '../formats/peft.ts';
import { UserError } from '../lib/errors.ts';
import { fingerprint } from '../lib/hash.ts';
import type { RunConfig } from './config.ts';
import type { ImportedAdapter } from './importAdapter.ts';

/** The adapter that training went on from, for run.json and the model card. */
export interface StartRecord {
  /** Of its folder or zip; no path. */
  readonly name: string;
  /** The model that it says it was made for. */
  readonly baseModel: string | null;
  /** Identity of its numbers. */
  readonly fingerprint: string;
}

export const startRecordSchema = z.strictObject({
  name: z.string(),
  baseModel: z.string().nullable(),
  fingerprint: z.string(),
});

export interface StartingAdapter {
  readonly record: StartRecord;
  readonly tensors: readonly NamedTensor[];
}

export function startingAdapter(name: string, { baseModel, tensors }: ImportedAdapter): StartingAdapter {
  return { record: { name, baseModel, fingerprint: fingerprint(writeAdapter([...tensors])) }, tensors };
}

/** What `writeAdapter` wrote of them, read back. @throws UserError when it is not there, or not the adapter of the record. */
export function readStart(record: StartRecord, bytes: Uint8Array | null, where: string): StartingAdapter {
  if (bytes === null || fingerprint(bytes) !== record.fingerprint)
    throw new UserError('the adapter that the run started from is damaged', { where, remedy: 'Start a new run.' });
  return { record, tensors: readAdapter(bytes, where) };
}

/** The settings that an adapter decides: a run that starts from it has its shape and its scaling. */
export function withShapeOf(config: RunConfig, { lora: { rank, alpha, targets, rslora } }: ImportedAdapter): RunConfig {
  return { ...config, rank, alpha, targets, rslora };
}
