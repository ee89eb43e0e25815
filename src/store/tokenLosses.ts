import type { RowTokenLosses } from '../run/tokenLosses.ts';
import { track } from './activity.ts';
import type { FinishedRun } from './finishedRuns.ts';
import { dataWorker } from './workers.ts';

export type { RowTokenLosses };

/** What both models lost on each answer token of a test row, out of the run's files; null: not kept. Read in data.worker, since the zip may be large. */
export function rowTokenLosses(run: FinishedRun, index: number): Promise<RowTokenLosses | null> {
  return track(read());

  async function read(): Promise<RowTokenLosses | null> {
    const archive = await run.archive;
    return dataWorker().call((api) => api.tokenLosses(archive, index));
  }
}
