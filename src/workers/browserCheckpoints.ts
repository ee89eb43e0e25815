import type { CheckpointStore } from '../run/checkpoints.ts';
import { opfsFiles } from './opfsFiles.ts';
import { slotCheckpoints } from './slotCheckpoints.ts';

const FOLDER = 'run';

/** The store of a new run: emptied of the last one's. Where the browser keeps nothing (private windows), neither does it. */
export async function newRunCheckpoints(): Promise<CheckpointStore> {
  try {
    const store = slotCheckpoints(await opfsFiles(FOLDER));
    await store.clear();
    // A full disk must not end a run that could still be finished and downloaded.
    return { ...store, save: (checkpoint) => store.save(checkpoint).catch(() => undefined) };
  } catch {
    return { save: async () => undefined, load: async () => null, clear: async () => undefined };
  }
}
