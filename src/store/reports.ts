import type { ReportFormat } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import type { FinishedRun } from './finishedRuns.ts';
import { packRun } from './packing.ts';
import { dataWorker } from './workers.ts';

/** The report of a run, made of the run.json in its zip; in data.worker, since the engine may be training. */
export function makeReport(run: FinishedRun, format: ReportFormat, text: boolean): Promise<Blob> {
  return track(make());

  async function make(): Promise<Blob> {
    const { archive } = await packRun(run, true);
    return dataWorker().call((api) => api.report(archive, format, { text }));
  }
}

/** `symptoms.csv` on mini -> tabtune-report-symptoms-mini.html */
export function reportName({ facts: { fileName, config } }: FinishedRun, format: ReportFormat): string {
  const safe = (name: string) => name.replace(/[^\p{L}\p{N}_-]+/gu, '-');
  return `tabtune-report-${safe(fileName.replace(/\.[^.]*$/, ''))}-${safe(config.model)}.${format}`;
}
