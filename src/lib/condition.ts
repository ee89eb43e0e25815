import { UserError } from './errors.ts';

/** What must hold of a cell of a column, white space aside. */
export type Condition =
  | { readonly column: string; readonly kind: 'is' | 'is-not' | 'contains'; readonly value: string }
  | { readonly column: string; readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly column: string; readonly kind: 'at-least' | 'at-most'; readonly limit: number }
  | { readonly column: string; readonly kind: 'empty' | 'not-empty' };

/**
 * Reads a condition as the command line has it:
 *
 *     qtype=symptoms          is
 *     qtype!=symptoms         is not
 *     Answer~fever            contains, capitals aside
 *     qtype=a|b|c             is one of; a `|` or `\` of a value itself is written `\|`, `\\`
 *     Age>=18, Age<=65        numbers: at least, at most
 *     source=, source!=       is empty, is not empty
 *
 * The first operator separates; spaces around either side do not count. A column whose name holds an operator stands in quotes:
 * `"a=b"=c`. UserError for anything else.
 */
export function parseWhere(text: string): Condition {
  const match = /^\s*(?:"([^"]*)"\s*|(.*?))(!=|>=|<=|=|~)(.*)$/s.exec(text);
  const column = (match?.[1] ?? match?.[2] ?? '').trim();
  if (match === null || column === '') {
    throw new UserError(`"${text}" is not a condition`, {
      where: 'filter',
      remedy: 'Write column=value, as in qtype=symptoms; also !=, ~ (contains), >= and <=.',
    });
  }
  const value = (match[4] as string).trim();
  switch (match[3]) {
    case '>=':
    case '<=':
      return { column, kind: match[3] === '>=' ? 'at-least' : 'at-most', limit: parseLimit(value, text) };
    case '~':
      if (value === '') throw new UserError(`"${text}" says nothing to look for`, { where: 'filter' });
      return { column, kind: 'contains', value };
    case '!=':
      return value === '' ? { column, kind: 'not-empty' } : { column, kind: 'is-not', value: unescape(value) };
    default: {
      const values = alternatives(value);
      if (value === '') return { column, kind: 'empty' };
      return values.length === 1
        ? { column, kind: 'is', value: values[0] as string }
        : { column, kind: 'one-of', values };
    }
  }
}

/** What `parseWhere` reads as this condition. */
export function conditionText(condition: Condition): string {
  const column = /[=~]|[!<>]$/.test(condition.column) ? `"${condition.column}"` : condition.column;
  switch (condition.kind) {
    case 'is':
      return `${column}=${escape(condition.value)}`;
    case 'is-not':
      return `${column}!=${escape(condition.value)}`;
    case 'contains':
      return `${column}~${condition.value}`;
    case 'one-of':
      return `${column}=${condition.values.map(escape).join('|')}`;
    case 'at-least':
      return `${column}>=${condition.limit}`;
    case 'at-most':
      return `${column}<=${condition.limit}`;
    case 'empty':
      return `${column}=`;
    case 'not-empty':
      return `${column}!=`;
  }
}

/** Whether a cell (white space collapsed) meets a condition. */
export function meets(condition: Condition, value: string): boolean {
  switch (condition.kind) {
    case 'is':
      return value === condition.value;
    case 'is-not':
      return value !== condition.value;
    case 'contains':
      return value.toLowerCase().includes(condition.value.toLowerCase());
    case 'one-of':
      return condition.values.includes(value);
    case 'at-least':
      return isNumber(value) && Number(value) >= condition.limit;
    case 'at-most':
      return isNumber(value) && Number(value) <= condition.limit;
    case 'empty':
      return value === '';
    case 'not-empty':
      return value !== '';
  }
}

/** `Number` also takes '', '0x10' and 'Infinity'. */
function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

function parseLimit(value: string, text: string): number {
  if (isNumber(value)) return Number(value);
  throw new UserError(`"${value}" is no number`, { where: `filter ${text}`, remedy: 'Write it as in Age>=18.' });
}

function alternatives(value: string): string[] {
  const parts = value.match(/(?:\\.|[^|\\]|\\$)+/gs) ?? [''];
  return parts.map((part) => unescape(part.trim()));
}

function unescape(value: string): string {
  return value.replace(/\\([|\\])/g, '$1');
}

function escape(value: string): string {
  return value.replace(/[|\\]/g, '\\$&');
}
