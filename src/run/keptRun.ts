import { messageOf, UserError } from '../lib/errors.ts';
import type { RunCheckpoint } from './checkpoints.ts';
import type { StorageReason } from './events.ts';
import type { RunStore } from './runStore.ts';

export interface KeptRunParams {
  /** null: this browser keeps nothing here. */
  readonly disk: RunStore | null;
  /** Holds what the disk does not take, as long as the process lives. */
  readonly memory: RunStore;
  /** Told when it changes whether the run would survive its page. */
  readonly onKept: (kept: boolean, reason: StorageReason | null) => void;
}

/** A run store that never fails a run: what the disk refuses stays in memory, and that is said. */
export type KeptRun = Pick<RunStore, 'begin' | 'checkpoints' | 'trials' | 'finish' | 'openJob' | 'changeJob'>;

export function keptRun({ disk, memory, onKept }: KeptRunParams): KeptRun {
  let reason: StorageReason | null = null;

  function note(now: StorageReason | null): void {
    if (now === reason) return;
    reason = now;
    onKept(now === null, now);
  }

  /** Does it on disk, and in memory where the disk fails. */
  async function keep(act: (store: RunStore) => Promise<void>): Promise<void> {
    try {
      if (disk === null) throw new UserError('this browser keeps nothing here');
      await act(disk);
      note(null);
    } catch (error) {
      note(disk === null ? 'unavailable' : reasonOf(error));
      await act(memory);
    }
  }

  async function loadLatest(): Promise<RunCheckpoint | null> {
    const found = await Promise.all([disk, memory].map((store) => store?.checkpoints.load().catch(() => null)));
    const whole = found.filter((checkpoint) => checkpoint !== null && checkpoint !== undefined);
    return whole.sort((a, b) => b.state.step - a.state.step)[0] ?? null;
  }

  /** On both, and it is no matter if the disk refuses. */
  async function onBoth(act: (store: RunStore) => Promise<void>): Promise<void> {
    if (disk !== null) await act(disk).catch((error: unknown) => note(reasonOf(error)));
    await act(memory);
  }

  return {
    begin: (job, data, start) => keep((store) => store.begin(job, data, start)),
    finish: (result, archive) => keep((store) => store.finish(result, archive)),
    trials: {
      save: (folder, files) => keep((store) => store.trials.save(folder, files)),
      async load(folder) {
        const found = await disk?.trials.load(folder).catch(() => null);
        return found ?? memory.trials.load(folder);
      },
    },
    changeJob: (changes) => onBoth((store) => store.changeJob(changes)),
    async openJob() {
      try {
        return await (disk ?? memory).openJob();
      } catch (error) {
        // Begun when the disk was full, it is in memory.
        return memory.openJob().catch(() => Promise.reject(error));
      }
    },
    checkpoints: {
      save: (checkpoint) => keep((store) => store.checkpoints.save(checkpoint)),
      load: loadLatest,
      clear: () => onBoth((store) => store.checkpoints.clear()),
      forgetAfter: (step) => onBoth((store) => store.checkpoints.forgetAfter(step)),
    },
  };
}

function reasonOf(error: unknown): StorageReason {
  return isFull(error) ? 'full' : 'failed';
}

/** Whether a write failed for want of room. */
export function isFull(error: unknown): boolean {
  const named = error instanceof Error && error.name === 'QuotaExceededError';
  return named || /quota|no space|disk is full/i.test(messageOf(error));
}
