import { UserError } from '../lib/errors.ts';

/** The place of a column by its exact name. UserError that names the column, the nearest one if there is one, and those that exist. */
export function columnIndex(columns: readonly string[], name: string, where: string): number {
  const index = columns.indexOf(name);
  if (index !== -1) return index;
  const folded = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const near = columns.find((column) => folded(column) === folded(name));
  const meant = near === undefined ? '' : `Did you mean "${near}"? `;
  throw new UserError(`there is no column "${name}"`, { where, remedy: `${meant}Columns: ${columns.join(', ')}.` });
}
