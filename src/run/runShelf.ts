import { messageOf, UserError } from '../lib/errors.ts';
import type { StorageReason } from './events.ts';
import { type KeptRun, keptRun } from './keptRun.ts';
import { NO_REVIEW, type RunReview } from './review/reviewRecord.ts';
import { type RunStore, runStore } from './runStore.ts';
import type { StoredResult } from './storedRun.ts';
import { memoryFolders, type RunFolders } from './storeFiles.ts';

/** A run that was kept, in a line. */
export interface StoredRunFacts {
  readonly id: string;
  readonly fileName: string;
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly state:
    | { readonly kind: 'unfinished'; readonly step: number; readonly totalSteps: number }
    | { readonly kind: 'finished' }
    /** What is left of it cannot be read; `message` says what is wrong. */
    | { readonly kind: 'damaged'; readonly message: string };
}

export type RunSaid = Pick<StoredResult, 'config' | 'fileName' | 'events'>;

/** All runs that were kept, each in its folder. */
export interface RunShelf {
  /** Newest first. Never rejects: what cannot be read is told as damaged. */
  list(): Promise<readonly StoredRunFacts[]>;
  run(id: string, onKept: (kept: boolean, reason: StorageReason | null) => void): Promise<KeptRun>;
  /** What an unfinished run had said up to its last checkpoint; null when there is none of it. */
  said(id: string): Promise<RunSaid | null>;
  /** @throws UserError when it is not finished or damaged. */
  result(id: string): Promise<{ readonly result: StoredResult; readonly archive: Uint8Array<ArrayBuffer> }>;
  /** What people said of a run's answers. */
  review(id: string): Promise<RunReview>;
  /** @throws UserError when the run is not kept, or there is no room. */
  keepReview(id: string, review: RunReview): Promise<void>;
  discard(id: string): Promise<void>;
}

/** `disk` null: the runs live as long as the process. */
export function runShelf(disk: RunFolders | null): RunShelf {
  const memory = memoryFolders();

  async function stores(id: string): Promise<RunStore[]> {
    const places = [...(disk ? [disk] : []), memory];
    const found: RunStore[] = [];
    for (const place of places) if ((await place.list()).includes(id)) found.push(runStore(await place.open(id)));
    return found;
  }

  async function look(id: string): Promise<StoredRunFacts | null> {
    const bare = { id, fileName: '', model: '', startedAt: 0 };
    let damage: StoredRunFacts | null = null;
    for (const store of await stores(id)) {
      try {
        const found = await store.look();
        if (found === null) continue;
        if (found.kind === 'unfinished') {
          const { fileName, config, startedAt, totalSteps } = found.job;
          const state = { kind: 'unfinished', step: found.step, totalSteps } as const;
          return { id, fileName, model: config.model, startedAt, state };
        }
        const { fileName, config, startedAt } = found.result;
        return { id, fileName, model: config.model, startedAt, state: { kind: 'finished' } };
      } catch (error) {
        damage = { ...bare, state: { kind: 'damaged', message: messageOf(error) } };
      }
    }
    return damage;
  }

  return {
    async list() {
      const onDisk = (await disk?.list().catch(() => [])) ?? [];
      const ids = new Set([...onDisk, ...(await memory.list())]);
      const runs: StoredRunFacts[] = [];
      for (const id of ids) {
        const facts = await look(id).catch(() => null);
        if (facts !== null) runs.push(facts);
      }
      return runs.sort((a, b) => b.startedAt - a.startedAt);
    },
    async run(id, onKept) {
      const onDisk = await disk?.open(id).catch(() => null);
      return keptRun({ disk: onDisk ? runStore(onDisk) : null, memory: runStore(await memory.open(id)), onKept });
    },
    async said(id) {
      for (const store of await stores(id)) {
        const found = await store.look().catch(() => null);
        if (found?.kind !== 'unfinished') continue;
        const { config, fileName } = found.job;
        const checkpoint = await store.checkpoints.load();
        if (checkpoint === null) return { config, fileName, events: [] };
        const { step, steps, validations } = checkpoint.state;
        return {
          config,
          fileName,
          events: [{ event: 'restored', step, steps, validations, answers: checkpoint.answers }],
        };
      }
      return null;
    },
    async result(id) {
      const [first, second] = await stores(id);
      if (first === undefined) throw new Error(`There is no run ${id}.`);
      try {
        return await first.openResult();
      } catch (error) {
        if (second === undefined) throw error;
        return second.openResult();
      }
    },
    async review(id) {
      const [first] = await stores(id);
      return first === undefined ? NO_REVIEW : first.review();
    },
    async keepReview(id, review) {
      const [first] = await stores(id);
      if (first === undefined) throw new UserError('this run is not kept here');
      await first.keepReview(review);
    },
    async discard(id) {
      await disk?.remove(id);
      await memory.remove(id);
    },
  };
}
