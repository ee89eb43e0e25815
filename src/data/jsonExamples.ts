import type { Example } from './examples.ts';

/** A line of JSONL that already is one example: `prompt` and `completion`, or a chat in `messages`. */
export type JsonShape = 'pair' | 'chat' | 'row';

/** What a line is: by its fields, not by its file. */
export function shapeOf(fields: ReadonlyMap<string, unknown>): JsonShape {
  if (fields.has('prompt') && fields.has('completion')) return 'pair';
  return Array.isArray(fields.get('messages')) ? 'chat' : 'row';
}

/** The example of a line, or what is wrong with it. `place` counts as its row when it has no `id` that is a whole number. */
export function exampleOf(
  fields: ReadonlyMap<string, unknown>,
  shape: 'pair' | 'chat',
  place: number,
): Example | string {
  const texts = shape === 'pair' ? pair(fields) : chat(fields.get('messages'));
  if (typeof texts === 'string') return texts;
  const blank = (['prompt', 'completion'] as const).find((name) => texts[name].trim() === '');
  if (blank !== undefined) return `"${blank}" is blank`;
  const id = fields.get('id');
  const stratum = fields.get('stratum');
  return {
    ...texts,
    row: typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : place,
    stratum: typeof stratum === 'string' ? stratum : null,
  };
}

type Texts = Pick<Example, 'prompt' | 'completion'>;

function pair(fields: ReadonlyMap<string, unknown>): Texts | string {
  const prompt = fields.get('prompt');
  const completion = fields.get('completion');
  if (typeof prompt !== 'string') return fields.has('prompt') ? '"prompt" is not a text' : missing('prompt', fields);
  if (typeof completion !== 'string')
    return fields.has('completion') ? '"completion" is not a text' : missing('completion', fields);
  return { prompt, completion };
}

function missing(name: string, fields: ReadonlyMap<string, unknown>): string {
  return `has no "${name}" (fields found: ${[...fields.keys()].join(', ') || 'none'})`;
}

/**
 * The last message must be the assistant's: it is the completion. One user message before it is the prompt, after the system's text, if
 * there is one, and a blank line. Of a longer chat every earlier turn goes into the prompt with its role before it.
 */
function chat(messages: unknown): Texts | string {
  const turns = Array.isArray(messages) ? messages.map(turn) : [];
  const bad = turns.indexOf(null);
  if (bad !== -1) return `message ${bad + 1} has no "role" and "content" that are texts`;
  const all = turns as { role: string; content: string }[];
  const last = all.at(-1);
  if (last?.role !== 'assistant') return 'the last message is not the assistant’s';
  const system = all.filter(({ role }) => role === 'system').map(({ content }) => content);
  const earlier = all.slice(0, -1).filter(({ role }) => role !== 'system');
  const [only] = earlier;
  if (only === undefined) return 'no message comes before the assistant’s';
  const asked =
    earlier.length === 1
      ? only.content
      : earlier.map(({ role, content }) => `${roleName(role)}: ${content}`).join('\n');
  return { prompt: [...system, asked].join('\n\n'), completion: last.content };
}

function turn(message: unknown): { role: string; content: string } | null {
  if (typeof message !== 'object' || message === null) return null;
  const { role, content } = message as { role?: unknown; content?: unknown };
  return typeof role === 'string' && typeof content === 'string' ? { role, content } : null;
}

function roleName(role: string): string {
  return `${role.slice(0, 1).toUpperCase()}${role.slice(1)}`;
}
