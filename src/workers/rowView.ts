import type { OpenedData } from '../data/openedData.ts';
import { allRows } from '../data/table.ts';
import type { ChosenExamples } from '../run/splitData.ts';
import type { RowReason, RowView, RowWindow, ShownRow } from './dataApi.ts';

/** Longer cells are clipped in the table; `cell` brings them whole. */
const LONGEST_SHOWN = 200;

/** Rows of a view, in the order of the files, with why each is left out. Built once for a choice of rows, since the table asks for windows. */
export interface RowViews {
  window(view: RowView, from: number, count: number): Promise<RowWindow>;
}

export function createRowViews(data: OpenedData, chosen: ChosenExamples | null): RowViews {
  const total = data.kind === 'table' ? data.table.rowCount : data.examples.length;
  const reasons = chosen === null ? null : reasonsOf(data, chosen, total);
  const lists = new Map<RowView, readonly number[]>();

  const rowsOf = (view: RowView): readonly number[] => {
    let rows = lists.get(view);
    if (rows === undefined) {
      rows = allRows({ rowCount: total }).filter((row) => belongs(view, reasons?.[row] ?? KEPT));
      lists.set(view, rows);
    }
    return rows;
  };

  return {
    async window(view, from, count) {
      const rows = rowsOf(view);
      const wanted = rows.slice(from, from + count);
      const cells = await cellsOf(data, wanted);
      const shown = wanted.map((row, i): ShownRow => {
        const whole = cells[i] ?? [];
        return {
          row,
          number: data.kind === 'table' ? data.table.rowNumber(row) : row + 1,
          fileName:
            data.kind === 'table' && data.files.length > 1 ? (data.files[data.table.fileOf(row)] ?? null) : null,
          cells: whole.map((cell) => (cell.length > LONGEST_SHOWN ? `${cell.slice(0, LONGEST_SHOWN)}…` : cell)),
          reason: REASONS[reasons?.[row] ?? KEPT] ?? null,
        };
      });
      return { total: rows.length, rows: shown };
    },
  };
}

/** All cells of one row, whole. */
export async function wholeRow(data: OpenedData, row: number): Promise<readonly string[]> {
  return (await cellsOf(data, [row]))[0] ?? [];
}

async function cellsOf(data: OpenedData, rows: readonly number[]): Promise<(readonly string[])[]> {
  if (data.kind === 'examples')
    return rows.map((row) => [data.examples[row]?.prompt ?? '', data.examples[row]?.completion ?? '']);
  const cells: (readonly string[])[] = [];
  for await (const batch of data.table.read(rows)) cells.push(...batch.map((one) => one.cells));
  return cells;
}

const KEPT = 0;
const REASONS: readonly (RowReason | null)[] = [null, 'filtered', 'empty', 'duplicate', 'near-duplicate'];

function belongs(view: RowView, code: number): boolean {
  switch (view) {
    case 'all':
      return true;
    case 'kept':
      return code === KEPT;
    case 'left-out':
      return code !== KEPT;
    default:
      return REASONS[code] === view;
  }
}

/** Of every row the place of its reason in REASONS. */
function reasonsOf(data: OpenedData, { examples, left }: ChosenExamples, total: number): Uint8Array {
  if (data.kind === 'examples') return new Uint8Array(total);
  const codes = new Uint8Array(total).fill(REASONS.indexOf('filtered'));
  for (const { row } of examples) codes[row] = KEPT;
  for (const row of left.emptyRows) codes[row] = REASONS.indexOf('empty');
  for (const row of left.duplicateRows) codes[row] = REASONS.indexOf('duplicate');
  for (const row of left.nearDuplicateRows) codes[row] = REASONS.indexOf('near-duplicate');
  return codes;
}
