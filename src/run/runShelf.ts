import { messageOf, UserError } from '../lib/errors.ts';
import type { RunEvent, StorageReason } from './events.ts';
import { isFull, type KeptRun, keptRun } from './keptRun.ts';
import { NO_REVIEW, type RunReview } from './review/reviewRecord.ts';
import { NOTHING_ABOUT, type RunAbout } from './runAbout.ts';
import { type RunStore, runStore } from './runStore.ts';
import { type PackedRun, packRuns, unpackRuns } from './runsFile.ts';
import { damagedFacts, type FixedFacts, jobFacts, resultFacts, type StoredRunFacts } from './storedFacts.ts';
import type { StoredResult } from './storedRun.ts';
import { isOfCurrentTrial } from './storedTrials.ts';
import { memoryFolders, type RunFolders } from './storeFiles.ts';

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
  /** Notes what a person did with a run. */
  changeAbout(id: string, changes: Partial<RunAbout>): Promise<void>;
  /** What people said of a run's answers. */
  review(id: string): Promise<RunReview>;
  discard(id: string): Promise<void>;
  /** Finished runs as one file. @throws UserError when one of them is not finished or damaged. */
  pack(ids: readonly string[]): Promise<Uint8Array<ArrayBuffer>>;
  /** Takes in what `pack` wrote; runs that are here already stay as they are. @throws UserError when the file is none of ours. */
  takeIn(file: Uint8Array): Promise<TakenIn>;
}

export interface TakenIn {
  /** Ids of the runs that are new here. */
  readonly added: readonly string[];
  /** How many were here already. */
  readonly known: number;
  /** What could not be taken in, each in words. */
  readonly refused: readonly string[];
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

  /** A result never changes, and a long one takes time to read. */
  const results = new Map<string, FixedFacts>();

  async function fixedFacts(id: string, store: RunStore): Promise<FixedFacts | null> {
    const known = results.get(id);
    if (known !== undefined) return known;
    const found = await store.look();
    if (found === null) return null;
    if (found.kind === 'unfinished') return jobFacts(found.job, found);
    const facts = resultFacts(found.result);
    results.set(id, facts);
    return facts;
  }

  async function look(id: string): Promise<StoredRunFacts | null> {
    let damage: StoredRunFacts | null = null;
    for (const store of await stores(id)) {
      try {
        const facts = await fixedFacts(id, store);
        if (facts !== null) return { ...facts, ...(await store.about()), sizeBytes: await store.sizeBytes() };
      } catch (error) {
        damage = damagedFacts(id, messageOf(error));
      }
    }
    return damage;
  }

  const shelf: RunShelf = {
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
        const trials = found.trials.map(
          (trial): RunEvent => ({ event: 'trial', total: found.trials.length, ...trial }),
        );
        const checkpoint = await store.checkpoints.load();
        if (checkpoint === null || !isOfCurrentTrial(checkpoint, found.trials))
          return { config, fileName, events: trials };
        const { step, steps, validations } = checkpoint.state;
        const { answers, saved } = checkpoint;
        const restored: RunEvent = { event: 'restored', step, steps, validations, answers, checkpoints: saved };
        return { config, fileName, events: [...trials, restored] };
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
    async changeAbout(id, changes) {
      for (const store of await stores(id)) await store.changeAbout(changes);
    },
    async review(id) {
      const [first] = await stores(id);
      return (await first?.about())?.review ?? NO_REVIEW;
    },
    async discard(id) {
      results.delete(id);
      await disk?.remove(id);
      await memory.remove(id);
    },
    async pack(ids) {
      const runs: PackedRun[] = [];
      for (const id of ids) {
        const [first] = await stores(id);
        runs.push({ ...(await shelf.result(id)), about: (await first?.about()) ?? NOTHING_ABOUT });
      }
      return packRuns(runs);
    },
    async takeIn(file) {
      const place = disk ?? memory;
      const here = new Set((await shelf.list()).map(({ id }) => id));
      const added: string[] = [];
      const refused: string[] = [];
      let known = 0;
      for (const read of unpackRuns(file)) {
        if (here.has(read.id)) {
          known++;
          continue;
        }
        try {
          const { result, archive, about } = read.open();
          const store = runStore(await place.open(read.id));
          await store.finish(result, archive);
          await store.changeAbout(about);
          added.push(read.id);
        } catch (error) {
          await place.remove(read.id);
          refused.push(messageOf(isFull(error) ? noRoom(read.id) : error));
        }
      }
      return { added, known, refused };
    },
  };
  return shelf;
}

function noRoom(id: string): UserError {
  return new UserError('the storage of this browser is full', {
    where: `run ${id}`,
    remedy: 'Delete runs that you no longer need, then import the file again.',
  });
}
