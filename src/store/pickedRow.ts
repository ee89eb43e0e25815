import { create } from 'zustand';
import type { PickedRow, RowPick, RowTokens } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import { tokenChoices } from './audit.ts';
import { splitChoices } from './data.ts';
import { type Failure, failureOf } from './failure.ts';
import { dataWorker } from './workers.ts';

interface RowState {
  readonly row: PickedRow | null;
  readonly failure: Failure | null;
  /** Tokens of `row`, once they were asked for; null: not yet. */
  readonly tokens: RowTokens | null;
  readonly shows: 'text' | 'tokens';
}

const NOTHING: RowState = { row: null, failure: null, tokens: null, shows: 'text' };

/** The one row that the page shows as the model meets it. */
export const usePickedRow = create<RowState>(() => NOTHING);

let picking = 0;

export function forgetRow(): void {
  picking++;
  usePickedRow.setState({ ...NOTHING, shows: usePickedRow.getState().shows }, true);
}

/** Shows a row: of the list by its position, or of the file by its number. */
export function pickRow(pick: RowPick): void {
  void track(load(pick));
}

/** The same row as it looks now, after templates or rows were changed. */
export function refreshRow(): void {
  pickRow({ kind: 'position', position: usePickedRow.getState().row?.position ?? 0 });
}

export function showRowAs(shows: RowState['shows']): void {
  usePickedRow.setState({ shows });
  if (shows === 'tokens') refreshRow();
}

async function load(pick: RowPick): Promise<void> {
  const turn = ++picking;
  try {
    const row = await dataWorker().call((api) => api.pickRow(splitChoices(), pick));
    if (turn !== picking) return;
    const tokens = usePickedRow.getState().shows === 'tokens' ? await tokensOf(row.position) : null;
    if (turn === picking) usePickedRow.setState({ row, tokens, failure: null });
  } catch (error) {
    if (turn === picking) usePickedRow.setState({ failure: failureOf(error) });
  }
}

function tokensOf(position: number): Promise<RowTokens> {
  return dataWorker().call((api) => api.rowTokens(tokenChoices(), position));
}
