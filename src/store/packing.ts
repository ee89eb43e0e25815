import type { RepackedArchive } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import type { FinishedRun } from './finishedRuns.ts';
import { reviewOf, useReviews } from './reviews.ts';
import { dataWorker } from './workers.ts';

export type PackedRun = RepackedArchive;

/** The zip of a run with or without its rows, with what people said of its answers, read back once more; in data.worker, since the engine may be training. */
export function packRun(run: FinishedRun, rows: boolean): Promise<PackedRun> {
  return track(pack());

  async function pack(): Promise<PackedRun> {
    const archive = await run.archive;
    const review = reviewOf(useReviews.getState(), run.id);
    return dataWorker().call((api) => api.repack(archive, rows, review));
  }
}
