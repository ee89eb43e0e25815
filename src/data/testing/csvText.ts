import type { Table } from '../table.ts';

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

/** A table as the parser would give it. */
export function tableOf(columns: readonly string[], rows: readonly (readonly string[])[]): Table {
  return { fileName: 'a.csv', columns, rows, rowNumbers: rows.map((_, i) => i + 2), delimiter: ',', warnings: [] };
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
