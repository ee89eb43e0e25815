import { columnValues } from '../data/filter.ts';
import { countRows, type OpenedData } from '../data/openData.ts';
import type { Table } from '../data/table.ts';
import type { ColumnFacts, FileFacts } from './dataApi.ts';

/** Values of a column that the page can offer as a filter. */
const VALUES_SHOWN = 200;
/** Longer texts are no categories: nobody picks them from a list. */
const LONGEST_VALUE = 100;

/** What the page is told of files that were opened. */
export async function fileFacts(data: OpenedData, sizeBytes: number): Promise<FileFacts> {
  const common = { fileName: data.files.join(', '), sizeBytes, rowCount: countRows(data), kind: data.kind };
  if (data.kind === 'examples') return { ...common, columns: [], warnings: [] };
  const { table } = data;
  const columns = await Promise.all(table.columns.map((name) => columnFacts(table, name)));
  return { ...common, columns, warnings: table.warnings.map(({ message }) => message) };
}

async function columnFacts(table: Table, name: string): Promise<ColumnFacts> {
  const values = await columnValues(table, name, VALUES_SHOWN + 1);
  const shown = values.slice(0, VALUES_SHOWN).filter(({ value }) => value.length <= LONGEST_VALUE);
  return { name, values: shown, more: shown.length < values.length };
}
