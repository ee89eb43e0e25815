import { create } from 'zustand';
import type { RowView } from '../workers/dataApi.ts';

/** Which rows the table shows, and which of them is open below it. */
export interface RowsState {
  readonly view: RowView;
  readonly open: number | null;
  /** How often the table was asked for from elsewhere on the page: it comes into sight each time. */
  readonly calls: number;
}

const FIRST: RowsState = { view: 'all', open: null, calls: 0 };

export const useRows = create<RowsState>(() => FIRST);

export function showRows(view: RowView): void {
  useRows.setState({ view, open: null });
}

/** From a count elsewhere on the page to its rows. */
export function goToRows(view: RowView): void {
  useRows.setState(({ calls }) => ({ view, open: null, calls: calls + 1 }));
}

export function openRow(row: number | null): void {
  useRows.setState({ open: row });
}

/** Other files have other rows. */
export function resetRows(): void {
  useRows.setState(FIRST, true);
}
