import { messageOf, UserError } from '../lib/errors.ts';

/** @throws UserError naming the file when the text is not JSON. */
export function parseJsonFile(text: string, where: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new UserError(`not valid JSON (${messageOf(cause)})`, {
      where,
      remedy: 'The file is damaged or incomplete: download it again.',
      cause,
    });
  }
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
