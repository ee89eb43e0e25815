import { create } from 'zustand';
import type { RowView } from '../workers/dataApi.ts';

/** Which rows the table shows, and which of them is open below it. */
export interface RowsState {
  readonly view: RowView;
  readonly open: number | null;
}

const FIRST: RowsState = { view: 'all', open: null };

export const useRows = create<RowsState>(() => FIRST);

export function showRows(view: RowView): void {
  useRows.setState({ view, open: null }, true);
}

export function openRow(row: number | null): void {
  useRows.setState({ open: row });
}

/** Other files have other rows. */
export function resetRows(): void {
  useRows.setState(FIRST, true);
}
