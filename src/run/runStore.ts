import type { NamedTensor, StepRecord } from '../engine/types.ts';
import { writeAdapter } from '../formats/peft.ts';
import { UserError } from '../lib/errors.ts';
import type { RunData } from './data.ts';
import { dataFileHash, readDataFile, writeDataFile } from './dataFile.ts';
import { NOTHING_ABOUT, type RunAbout, readAbout, writeAbout } from './runAbout.ts';
import { type SlotCheckpoints, slotCheckpoints } from './slotCheckpoints.ts';
import { slotTrials } from './slotTrials.ts';
import { readStart, type StartingAdapter } from './startingAdapter.ts';
import { readStoredJob, readStoredResult, type StoredJob, type StoredResult, writeStored } from './storedRun.ts';
import { isOfCurrentTrial, storedTrials } from './storedTrials.ts';
import type { StoreFiles } from './storeFiles.ts';
import type { TrialStore } from './trialFiles.ts';
import { planTrials } from './trialGrid.ts';
import type { TrialRecord } from './trialRecord.ts';

/**
 * What one run keeps, so that it can go on without its file and its page: first the rows and the job, then checkpoints in two slots; in
 * the end the result and its archive take their place. Whatever is cut short in between leaves one of the two states readable.
 */
export interface RunStore {
  /** `start`: the adapter that `job.start` tells of. */
  begin(job: Omit<StoredJob, 'dataHash'>, data: RunData, start?: readonly NamedTensor[]): Promise<void>;
  readonly checkpoints: SlotCheckpoints;
  /** The trials of a grid that are over. */
  readonly trials: TrialStore;
  finish(result: StoredResult, archive: Uint8Array<ArrayBuffer>): Promise<void>;
  /** What there is of the run; null: nothing. @throws UserError when it is damaged. */
  look(): Promise<StoredLook | null>;
  /** @throws UserError when there is no unfinished run, or it is damaged. */
  openJob(): Promise<{ readonly job: StoredJob; readonly data: RunData; readonly start: StartingAdapter | null }>;
  /** Puts other settings in the place of the run's, as when it goes on with a lower rate. */
  changeJob(changes: Pick<StoredJob, 'config'>): Promise<void>;
  /** @throws UserError when there is no finished run, or it is damaged. */
  openResult(): Promise<{ readonly result: StoredResult; readonly archive: Uint8Array<ArrayBuffer> }>;
  /** What a person did with it; what cannot be read counts as nothing, for the run itself is whole. */
  about(): Promise<RunAbout>;
  changeAbout(changes: Partial<RunAbout>): Promise<void>;
  sizeBytes(): Promise<number>;
}

export type StoredLook =
  | {
      readonly kind: 'unfinished';
      readonly job: StoredJob;
      readonly step: number;
      readonly steps: readonly StepRecord[];
      /** Of a grid; empty where there is one run. */
      readonly trials: readonly TrialRecord[];
    }
  | { readonly kind: 'finished'; readonly result: StoredResult };

const JOB = 'job.json';
const ROWS = 'rows.safetensors';
const START = 'start.safetensors';
const RESULT = 'result.json';
const ARCHIVE = 'archive.zip';
const ABOUT = 'about.json';

export function runStore(files: StoreFiles): RunStore {
  const checkpoints = slotCheckpoints(files);
  const trials = slotTrials(files);

  async function readJob(): Promise<StoredJob | null> {
    const bytes = await files.read(JOB);
    return bytes && readStoredJob(bytes);
  }

  async function readResult(): Promise<StoredResult | null> {
    const bytes = await files.read(RESULT);
    return bytes && readStoredResult(bytes);
  }

  async function about(): Promise<RunAbout> {
    const bytes = await files.read(ABOUT);
    return (bytes && readAbout(bytes)) ?? NOTHING_ABOUT;
  }

  return {
    checkpoints,
    trials,
    about,
    changeAbout: async (changes) => files.write(ABOUT, writeAbout({ ...(await about()), ...changes })),
    sizeBytes: () => files.sizeBytes(),
    async begin(job, data, start) {
      const rows = writeDataFile(data);
      await files.write(ROWS, rows);
      if (start !== undefined) await files.write(START, writeAdapter([...start]));
      // Last: a run without a job was never begun.
      await files.write(JOB, writeStored({ ...job, dataHash: dataFileHash(rows), fingerprint: data.fingerprint }));
    },
    async finish(result, archive) {
      await files.write(ARCHIVE, archive);
      const job = await readJob().catch(() => null);
      await files.write(RESULT, writeStored(result));
      await files.remove(JOB);
      await files.remove(ROWS);
      await files.remove(START);
      await checkpoints.clear();
      for (const { folder } of job?.trials ? planTrials(job.config, job.trials.grid) : []) await trials.remove(folder);
    },
    async look() {
      const job = await readJob();
      // While there is a job the result may be half written: the checkpoint of the last step makes it anew.
      if (job !== null) {
        const found = await storedTrials(job, trials);
        const checkpoint = await checkpoints.load();
        const { step = 0, steps = [] } = checkpoint && isOfCurrentTrial(checkpoint, found) ? checkpoint.state : {};
        return { kind: 'unfinished', job, step, steps, trials: found };
      }
      const result = await readResult();
      return result && { kind: 'finished', result };
    },
    async openJob() {
      const job = await readJob();
      if (job === null) throw new UserError('there is no unfinished run to go on with');
      const bytes = await files.read(ROWS);
      const data = bytes && readDataFile(bytes, job.dataHash);
      if (data === null) throw new UserError('the rows that were kept are damaged', { where: ROWS });
      return {
        job,
        data,
        start: job.start === undefined ? null : readStart(job.start, await files.read(START), START),
      };
    },
    async changeJob(changes) {
      const job = await readJob();
      if (job !== null) await files.write(JOB, writeStored({ ...job, ...changes }));
    },
    async openResult() {
      const result = await readResult();
      const archive = await files.read(ARCHIVE);
      if (result === null || archive === null) throw new UserError('there is no finished run');
      if (archive.length !== result.archiveBytes)
        throw new UserError('the files that were kept are damaged', { where: ARCHIVE });
      return { result, archive };
    },
  };
}
