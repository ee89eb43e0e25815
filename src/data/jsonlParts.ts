import { parseJsonl, writeJsonl } from '../formats/jsonl.ts';
import { UserError } from '../lib/errors.ts';
import type { Example } from './examples.ts';

/** One line per example: `id`, `stratum` (if it has one), `prompt`, `completion`. */
export function toJsonl(examples: readonly Example[]): string {
  return writeJsonl(
    examples.map(({ row, stratum, prompt, completion }) => ({
      id: row,
      ...(stratum === null ? {} : { stratum }),
      prompt,
      completion,
    })),
  );
}

/**
 * Reads a part back. `prompt` and `completion` must be texts that are not blank; `id` counts if it is a whole number (else the line's
 * place does), `stratum` if it is a text; other fields are passed over. UserError that names file and line.
 */
export function fromJsonl(text: string, fileName: string): Example[] {
  const examples = parseJsonl(text, fileName).map(({ line, value }, i) =>
    toExample(value, i, `${fileName}: line ${line}`),
  );
  if (examples.length === 0) throw new UserError('the file is empty', { where: fileName });
  return examples;
}

function toExample(value: unknown, place: number, where: string): Example {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError('not a JSON object', { where, remedy: 'Every line is {"prompt": "…", "completion": "…"}.' });
  }
  const record: Record<string, unknown> = { ...value };
  const { id, stratum } = record;
  return {
    row: typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : place,
    prompt: textField(record, 'prompt', where),
    completion: textField(record, 'completion', where),
    stratum: typeof stratum === 'string' ? stratum : null,
  };
}

function textField(record: Readonly<Record<string, unknown>>, name: string, where: string): string {
  const value = record[name];
  if (value === undefined) {
    throw new UserError(`has no "${name}"`, {
      where,
      remedy: `Fields found: ${Object.keys(record).join(', ') || 'none'}.`,
    });
  }
  if (typeof value !== 'string') throw new UserError(`"${name}" is not a text`, { where });
  if (value.trim() === '') throw new UserError(`"${name}" is blank`, { where });
  return value;
}
