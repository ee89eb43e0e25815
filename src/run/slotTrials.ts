import type { StoreFiles } from './storeFiles.ts';
import { TRIAL_FILE_NAMES, type TrialStore } from './trialFiles.ts';

/** Trials among the other files of a run, where there are no folders: `trials/1-lr1e-4-b2` + `run.json` -> `trial-1-lr1e-4-b2.run.json`. */
export interface SlotTrials extends TrialStore {
  remove(folder: string): Promise<void>;
}

export function slotTrials(files: StoreFiles): SlotTrials {
  const nameOf = (folder: string, name: string) => `${folder.replace('trials/', 'trial-')}.${name}`;
  return {
    async save(folder, all) {
      for (const { name, bytes } of all) await files.write(nameOf(folder, name), bytes);
    },
    async load(folder) {
      const found = await Promise.all(
        TRIAL_FILE_NAMES.map(async (name) => ({ name, bytes: await files.read(nameOf(folder, name)) })),
      );
      const whole = found.flatMap(({ name, bytes }) => (bytes === null ? [] : [{ name, bytes }]));
      return whole.length === 0 ? null : whole;
    },
    async remove(folder) {
      for (const name of TRIAL_FILE_NAMES) await files.remove(nameOf(folder, name));
    },
  };
}
