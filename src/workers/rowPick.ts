import type { OpenedData } from '../data/openedData.ts';
import { PART_NAMES, type Parts } from '../data/split.ts';
import { UserError } from '../lib/errors.ts';
import type { ChosenExamples } from '../run/splitData.ts';
import type { PickedRow, RowPick } from './dataApi.ts';

/** The number of a row as a person counts it in the file. */
export function rowNumberOf(data: OpenedData, row: number): number {
  return data.kind === 'table' ? data.table.rowNumber(row) : row + 1;
}

/** The example at a place in the list, or the one made of a row of the file; a row that is not used gives the next one that is, and why. */
export function pickRow(data: OpenedData, chosen: ChosenExamples, parts: Parts | null, pick: RowPick): PickedRow {
  const { examples } = chosen;
  const numberAt = (position: number) => rowNumberOf(data, examples[position]?.row ?? 0);
  let position = pick.kind === 'position' ? pick.position : 0;
  let instead: PickedRow['instead'] = null;
  if (pick.kind === 'number') {
    const exact = examples.findIndex((_, at) => numberAt(at) === pick.number);
    const next = exact === -1 ? examples.findIndex((_, at) => numberAt(at) > pick.number) : exact;
    position = next === -1 ? examples.length - 1 : next;
    if (exact === -1) instead = { number: pick.number, reason: whyUnused(data, chosen, pick.number) };
  }
  position = ((position % examples.length) + examples.length) % examples.length;
  const example = examples[position];
  if (example === undefined) throw new UserError('there is no row to show');
  const { prompt, completion } = example;
  const part = parts === null ? null : (PART_NAMES.find((name) => parts[name].includes(example)) ?? null);
  return { position, count: examples.length, row: numberAt(position), part, prompt, completion, instead };
}

function whyUnused(data: OpenedData, { left }: ChosenExamples, number: number) {
  const among = (rows: readonly number[]) => rows.some((row) => rowNumberOf(data, row) === number);
  if (among(left.emptyRows)) return 'empty';
  if (among(left.duplicateRows) || among(left.nearDuplicateRows)) return 'duplicate';
  const rows = data.kind === 'table' ? data.table.rowCount : data.examples.length;
  return number >= 1 && number <= rowNumberOf(data, rows - 1) ? 'filtered' : 'none';
}
