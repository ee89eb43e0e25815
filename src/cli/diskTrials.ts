import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputFile } from '../run/outputs.ts';
import { TRIAL_FILE_NAMES, type TrialStore } from '../run/trialFiles.ts';
import { replaceFile } from './files.ts';

/** The trials of a grid have a folder each in here: below the output folder, and below that of checkpoints while the grid goes on. */
export const TRIALS_FOLDER = 'trials';

export interface DiskTrials {
  readonly saveFolder: string;
  /** Has those of the grid that is resumed. */
  readonly loadFolder: string;
  /** Called before the first trial is written. */
  readonly onFirstSave: () => void;
}

/** The folders of trials that are over, until all are. */
export function diskTrials({ saveFolder, loadFolder, onFirstSave }: DiskTrials): TrialStore {
  return {
    async save(folder, files) {
      onFirstSave();
      mkdirSync(join(saveFolder, folder), { recursive: true });
      for (const { name, bytes } of files) replaceFile(join(saveFolder, folder, name), bytes);
    },
    async load(folder) {
      const read = async (name: string): Promise<OutputFile[]> => {
        const path = join(loadFolder, folder, name);
        return existsSync(path) ? [{ name, bytes: new Uint8Array(await readFile(path)) }] : [];
      };
      const files = (await Promise.all(TRIAL_FILE_NAMES.map(read))).flat();
      return files.length === 0 ? null : files;
    },
  };
}
