import { UserError } from '../lib/errors.ts';
import { columnIndex } from './columnNames.ts';
import { collapseWhitespace } from './whitespace.ts';

/** A text with `{{column}}` places. */
export interface Template {
  readonly source: string;
  /** The columns that it uses, each once, in order. */
  readonly columns: readonly string[];
  /** A fast renderer for rows of a table with these columns; UserError when the template uses another column. */
  bind(tableColumns: readonly string[]): (cells: readonly string[]) => string;
  render(row: Readonly<Record<string, string>>): string;
}

type Piece = { readonly text: string } | { readonly column: string };

/**
 * Parses `Question: {{Question}}`. Spaces inside the braces do not count; `\n` and `\t` written out (as on a command line) mean line
 * break and tab, `\\` one backslash. Cells go in on one line, runs of white space as one space. UserError for braces that do
 * not match and for a template without a column. `name` is what messages call it.
 */
export function parseTemplate(source: string, name = 'template'): Template {
  const pieces = parsePieces(source, name);
  const columns = [...new Set(pieces.flatMap((piece) => ('column' in piece ? [piece.column] : [])))];
  if (columns.length === 0) {
    throw new UserError(`"${source}" uses no column`, {
      where: name,
      remedy: 'Write a column name in double braces, as in {{Question}}.',
    });
  }
  const bind: Template['bind'] = (tableColumns) => {
    const parts = pieces.map((piece) => ('text' in piece ? piece.text : columnIndex(tableColumns, piece.column, name)));
    return (cells) =>
      parts.map((part) => (typeof part === 'string' ? part : collapseWhitespace(cells[part] ?? ''))).join('');
  };
  return { source, columns, bind, render: (row) => bind(Object.keys(row))(Object.values(row)) };
}

function parsePieces(source: string, name: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const text = source.slice(at, open === -1 ? source.length : open);
    if (text.includes('}}')) throw unbalanced(source, at + text.indexOf('}}'), '}}', name);
    if (text !== '') pieces.push({ text: unescape(text) });
    if (open === -1) break;
    const close = source.indexOf('}}', open + 2);
    const column = source.slice(open + 2, close).trim();
    if (close === -1 || column.includes('{{')) throw unbalanced(source, open, '{{', name);
    if (column === '') throw new UserError('{{ }} holds no column name', { where: `${name}, character ${open + 1}` });
    pieces.push({ column });
    at = close + 2;
  }
  return pieces;
}

function unbalanced(source: string, at: number, braces: string, name: string): UserError {
  const partner = braces === '{{' ? '}}' : '{{';
  return new UserError(`${braces} has no ${partner} in "${source}"`, {
    where: `${name}, character ${at + 1}`,
    remedy: 'Write columns as {{Question}}.',
  });
}

const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\\\': '\\' };

function unescape(text: string): string {
  return text.replace(/\\[nt\\]/g, (escape) => ESCAPES[escape] as string);
}
