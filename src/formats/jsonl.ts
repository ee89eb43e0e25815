/** JSON Lines: one JSON value per line, UTF-8, `\n` after each. */
import { messageOf, UserError } from '../lib/errors.ts';

export function writeJsonl(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/**
 * Reads what other tools write, too: a byte order mark, `\r\n` and blank lines are fine. `line` counts from 1.
 * @throws UserError naming file and line.
 */
export function parseJsonl(text: string, where: string): { line: number; value: unknown }[] {
  const rows: { line: number; value: unknown }[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  for (const [index, content] of lines.entries()) {
    if (content.trim() === '') continue;
    try {
      rows.push({ line: index + 1, value: JSON.parse(content) });
    } catch (cause) {
      throw new UserError(`not valid JSON (${messageOf(cause)})`, {
        where: `${where}: line ${index + 1}`,
        remedy: 'Write one JSON object per line, without a list around them.',
        cause,
      });
    }
  }
  return rows;
}
