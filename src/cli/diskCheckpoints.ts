import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointStore } from '../run/checkpoints.ts';
import { CHECKPOINT_FILE, deserialiseCheckpoint, serialiseCheckpoint } from '../run/checkpoints.ts';
import { replaceFile } from './files.ts';

export interface DiskCheckpoints {
  /** Keeps the last checkpoint. */
  readonly saveFolder: string;
  /** Has the one to resume from: the same folder, unless the run moves to another `--out`. */
  readonly loadFolder: string;
  /** Called before the first checkpoint is written: a run that saved nothing leaves nothing behind. */
  readonly onFirstSave: () => void;
}

export function diskCheckpoints({ saveFolder, loadFolder, onFirstSave }: DiskCheckpoints): CheckpointStore {
  let saved = false;
  return {
    save: async (checkpoint) => {
      mkdirSync(saveFolder, { recursive: true });
      if (!saved) onFirstSave();
      saved = true;
      replaceFile(join(saveFolder, CHECKPOINT_FILE), serialiseCheckpoint(checkpoint));
    },
    load: async () => {
      const path = join(loadFolder, CHECKPOINT_FILE);
      if (!existsSync(path)) return null;
      return deserialiseCheckpoint(new Uint8Array(await readFile(path)), path);
    },
    clear: async () => rmSync(join(saveFolder, CHECKPOINT_FILE), { force: true }),
  };
}
