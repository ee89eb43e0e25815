import type { LoraSettings, NamedTensor, TrainCheckpoint, TrainSettings } from '../engine/types.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import { writeSafetensors } from '../formats/safetensorsWrite.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { parseCheckpointState } from './checkpointState.ts';
import type { LiveAnswerRecord, RateChange } from './events.ts';

/** The engine's checkpoint with what the run itself remembers. */
export interface RunCheckpoint extends TrainCheckpoint {
  readonly answers: readonly LiveAnswerRecord[];
  readonly rateChanges: readonly RateChange[];
  /** Steps after which a checkpoint was written, this one included. Left out of older ones. */
  readonly saved?: readonly number[] | undefined;
}

/**
 * Where a run keeps its last checkpoint: a file on disk (CLI) or in OPFS (studio). `save` replaces the previous one in a single
 * step (temporary file, then rename), so that a process killed at any moment leaves a whole checkpoint behind.
 */
export interface CheckpointStore {
  save(checkpoint: RunCheckpoint): Promise<void>;
  /** null when there is none. Rejects with a UserError when what is there cannot be read. */
  load(): Promise<RunCheckpoint | null>;
  clear(): Promise<void>;
}

/** The one file of a checkpoint: tensors `adapter.*`, `adam_m.*`, `adam_v.*`, `best.*`, and the state as JSON in the metadata. */
export const CHECKPOINT_FILE = 'checkpoint.safetensors';

const PARTS = ['adapter', 'adam_m', 'adam_v', 'best'] as const;

export function serialiseCheckpoint(checkpoint: RunCheckpoint): Uint8Array<ArrayBuffer> {
  const { state, adapter, adamM, adamV, bestAdapter, answers, rateChanges, saved } = checkpoint;
  const groups = [adapter, adamM, adamV, bestAdapter ?? []];
  const tensors = groups.flatMap((group, part) =>
    group.map(({ name, shape, data }) => ({
      name: `${PARTS[part]}.${name}`,
      dtype: 'F32' as const,
      shape,
      bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    })),
  );
  return writeSafetensors(tensors, {
    format: 'pt',
    state: JSON.stringify({ ...state, hasBest: bestAdapter !== null, answers, rateChanges, saved }),
  });
}

/** Throws a UserError naming the file and what is wrong in it. */
export function deserialiseCheckpoint(bytes: Uint8Array, where: string = CHECKPOINT_FILE): RunCheckpoint {
  const { tensors, metadata } = readCheckpointFile(bytes, where);
  const { hasBest, answers, rateChanges, saved, ...state } = parseCheckpointState(metadata['state'], where);
  const groups: Record<(typeof PARTS)[number], NamedTensor[]> = { adapter: [], adam_m: [], adam_v: [], best: [] };
  for (const [key, { dtype, shape, bytes: raw }] of tensors) {
    const part = PARTS.find((name) => key.startsWith(`${name}.`));
    if (part === undefined || dtype !== 'F32') throw damaged(where, `unexpected tensor ${key} (${dtype})`);
    // A copy: the bytes in the file need not be aligned to 4.
    groups[part].push({ name: key.slice(part.length + 1), shape, data: new Float32Array(raw.slice().buffer) });
  }
  const { adapter, adam_m: adamM, adam_v: adamV, best } = groups;
  if (adapter.length === 0) throw damaged(where, 'it holds no adapter');
  for (const other of hasBest ? [adamM, adamV, best] : [adamM, adamV]) assertSameTensors(adapter, other, where);
  return { state, adapter, adamM, adamV, bestAdapter: hasBest ? best : null, answers, rateChanges, saved };
}

/** What must be the same for a run to go on with the same bits. */
export interface ResumeExpectation {
  readonly settings: TrainSettings;
  readonly lora: LoraSettings;
  readonly dataFingerprint: string;
}

/** Throws a UserError that names everything that differs between a checkpoint and the run that wants to go on from it. */
export function assertResumable(checkpoint: TrainCheckpoint, expected: ResumeExpectation, where: string): void {
  const { state } = checkpoint;
  const differences = [
    ...listDifferences(state.settings, expected.settings),
    ...listDifferences(state.lora, expected.lora),
    ...(state.dataFingerprint === expected.dataFingerprint ? [] : ['the training rows are others']),
  ];
  if (differences.length === 0) return;
  throw new UserError(`cannot resume, since ${differences.join('; ')}`, {
    where,
    remedy: 'Resume with the settings and rows of the checkpoint, or start a new run in another folder.',
  });
}

function listDifferences<T extends object>(was: T, is: T): string[] {
  const keys = Object.keys(is) as (keyof T & string)[];
  return keys
    .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
    .map((key) => `${key} was ${JSON.stringify(was[key])} and is now ${JSON.stringify(is[key])}`);
}

function readCheckpointFile(bytes: Uint8Array, where: string): ReturnType<typeof readSafetensors> {
  try {
    return readSafetensors(bytes);
  } catch (error) {
    throw damaged(where, error instanceof UserError ? error.what : messageOf(error));
  }
}

function assertSameTensors(expected: readonly NamedTensor[], actual: readonly NamedTensor[], where: string): void {
  const describe = (tensors: readonly NamedTensor[]) =>
    tensors
      .map(({ name, shape }) => `${name} [${shape.join(', ')}]`)
      .sort()
      .join();
  if (describe(expected) !== describe(actual))
    throw damaged(where, 'the optimizer state does not belong to its adapter');
}

function damaged(where: string, what: string): UserError {
  return new UserError(`damaged checkpoint: ${what}`, { where, remedy: 'Start the run again without resuming.' });
}
