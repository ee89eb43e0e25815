import type { TableWarning } from './table.ts';

/** Column names out of the header record: trimmed; a missing name becomes `column 3`, a repeated one `Answer (2)`. */
export function nameColumns(header: readonly string[]): { columns: string[]; warnings: TableWarning[] } {
  const taken = new Set(header.map((name) => name.trim()));
  const seen = new Set<string>();
  const unnamed: string[] = [];
  const repeated: string[] = [];
  const columns = header.map((cell, i) => {
    const name = cell.trim();
    if (name !== '' && !seen.has(name)) {
      seen.add(name);
      return name;
    }
    const fresh =
      name === '' ? freshName((n) => `column ${i + n}`, taken) : freshName((n) => `${name} (${n + 1})`, taken);
    (name === '' ? unnamed : repeated).push(fresh);
    taken.add(fresh);
    return fresh;
  });
  const warnings: TableWarning[] = [];
  if (unnamed.length > 0) {
    const message = `Columns without a name were called ${quoteAll(unnamed)}.`;
    warnings.push({ kind: 'unnamed-columns', message, rows: [] });
  }
  if (repeated.length > 0) {
    const message = `Column names that occur twice were told apart: ${quoteAll(repeated)}.`;
    warnings.push({ kind: 'repeated-columns', message, rows: [] });
  }
  return { columns, warnings };
}

/** The first of `make(1)`, `make(2)`, … that no column has. */
function freshName(make: (n: number) => string, taken: ReadonlySet<string>): string {
  let n = 1;
  while (taken.has(make(n))) n++;
  return make(n);
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
