import type { RowView, RowWindow } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import { splitChoices } from './data.ts';
import { dataWorker } from './workers.ts';

export function loadRows(view: RowView, from: number, count: number): Promise<RowWindow> {
  return track(dataWorker().call((api) => api.rows(splitChoices(), view, from, count)));
}

/** All cells of a row, whole. */
export function loadRow(row: number): Promise<readonly string[]> {
  return track(dataWorker().call((api) => api.row(row)));
}

/** The raw text of a row that cannot be used. */
export function loadProblem(problem: number): Promise<string> {
  return track(dataWorker().call((api) => api.showProblem(problem)));
}
