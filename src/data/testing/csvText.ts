import { openTable } from '../openData.ts';
import { allRows, type Table } from '../table.ts';

/** Writes a CSV as RFC 4180 says: quotes where they are needed, or around every cell. */
export function csvText(
  records: readonly (readonly string[])[],
  options: { delimiter: string; lineBreak: string; quoteAll: boolean },
): string {
  const { delimiter, lineBreak, quoteAll } = options;
  const quote = (cell: string) =>
    quoteAll || cell.includes(delimiter) || /["\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return records.map((record) => record.map(quote).join(delimiter) + lineBreak).join('');
}

/** A file of this content. */
export function fileOf(name: string, content: string | Uint8Array<ArrayBuffer>): File {
  return new File([content], name);
}

/** A table as the parser gives it. */
export function tableOf(columns: readonly string[], rows: readonly (readonly string[])[]): Promise<Table> {
  const text = csvText([columns, ...rows], { delimiter: ',', lineBreak: '\n', quoteAll: true });
  return openTable([fileOf('a.csv', text)]);
}

/** All cells of a table and the numbers of its rows. */
export async function contentOf(table: Table): Promise<{ rows: (readonly string[])[]; numbers: number[] }> {
  const rows: (readonly string[])[] = [];
  for await (const batch of table.read(allRows(table))) rows.push(...batch.map(({ cells }) => cells));
  return { rows, numbers: allRows(table).map((row) => table.rowNumber(row)) };
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
