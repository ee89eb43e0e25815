import { UserError } from '../lib/errors.ts';

const WHERE = 'tokenizer_config.json';
/** The names under which transformers hands special tokens to a chat template. */
const SPECIAL_NAMES = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
] as const;

/** What of tokenizer_config.json is used. */
export interface TokenizerConfig {
  /** Texts by their names in chat templates (`eos_token`, …); only those that are set. */
  readonly specialTokens: Readonly<Record<string, string>>;
  readonly chatTemplate: string | null;
}

/** Checks tokenizer_config.json; null (no such file) is a config without special tokens. */
export function parseTokenizerConfig(json: unknown): TokenizerConfig {
  if (json === null) return { specialTokens: {}, chatTemplate: null };
  if (!isRecord(json)) throw new UserError('not a JSON object', { where: WHERE });
  const specialTokens: Record<string, string> = {};
  for (const name of SPECIAL_NAMES) {
    const text = tokenText(json[name], name);
    if (text !== null) specialTokens[name] = text;
  }
  return { specialTokens, chatTemplate: chatTemplateOf(json.chat_template) };
}

/** A special token stands as its text or as an AddedToken object; transformers writes both. */
function tokenText(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null;
  const text = isRecord(value) ? value.content : value;
  if (typeof text !== 'string')
    throw new UserError(`"${name}" is neither a text nor an object with "content"`, { where: WHERE });
  return text;
}

/** A template, or several with names, of which transformers takes `default`. */
function chatTemplateOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const named = value.find((entry) => isRecord(entry) && entry.name === 'default');
    if (isRecord(named) && typeof named.template === 'string') return named.template;
  }
  throw new UserError('"chat_template" is neither a text nor a list with one named "default"', { where: WHERE });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
