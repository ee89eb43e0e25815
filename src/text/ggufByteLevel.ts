/** Byte-level BPE in GGUF files (`tokenizer.ggml.model` gpt2): how a text is cut before the merges is only named there (spec 8.3). */
import { UserError } from '../lib/errors.ts';
import type { GgufVocabulary, Pipeline } from './ggufVocabulary.ts';
import { isRecord } from './tokenizerConfig.ts';

interface Recipe {
  readonly normalizer: unknown;
  readonly preTokenizer: unknown;
  /** A piece that is a token is taken whole, whatever the merges say (Llama 3). */
  readonly ignoreMerges: boolean;
  readonly addBos: boolean;
}

const byteLevel = (useRegex: boolean) => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: useRegex,
});
const sequence = (...pretokenizers: readonly unknown[]) => ({ type: 'Sequence', pretokenizers });
const split = (regex: string) => ({ type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false });
const words = (digits: string) =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

const SMOLLM: Recipe = {
  normalizer: null,
  preTokenizer: sequence({ type: 'Digits', individual_digits: true }, byteLevel(true)),
  ignoreMerges: false,
  addBos: false,
};
const GPT2: Recipe = { normalizer: null, preTokenizer: byteLevel(true), ignoreMerges: false, addBos: false };
const LLAMA3: Recipe = {
  normalizer: null,
  preTokenizer: sequence(split(words('\\p{N}{1,3}')), byteLevel(false)),
  ignoreMerges: true,
  addBos: true,
};
const QWEN2: Recipe = {
  normalizer: { type: 'NFC' },
  preTokenizer: sequence(split(words('\\p{N}')), byteLevel(false)),
  ignoreMerges: false,
  addBos: false,
};

/** By `tokenizer.ggml.pre`; llama.cpp treats the names of one recipe alike. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  smollm: SMOLLM,
  'gpt-2': GPT2,
  'llama-bpe': LLAMA3,
  'llama-v3': LLAMA3,
  llama3: LLAMA3,
  qwen2: QWEN2,
  'deepseek-r1-qwen': QWEN2,
};

/** The name by which llama.cpp knows the way a tokenizer.json cuts its texts; null when it has none. */
export function preTokenizerName(normalizer: unknown, preTokenizer: unknown, ignoreMerges: boolean): string | null {
  const wanted = canonical(normalizer, preTokenizer);
  const found = Object.entries(RECIPES).find(
    ([, recipe]) =>
      recipe.ignoreMerges === ignoreMerges && canonical(recipe.normalizer, recipe.preTokenizer) === wanted,
  );
  return found?.[0] ?? null;
}

/** What of normalizer and pre-tokenizer decides where a text is cut. */
function canonical(normalizer: unknown, preTokenizer: unknown): string {
  return JSON.stringify([steps(normalizer, 'normalizers'), steps(preTokenizer, 'pretokenizers')]);
}

function steps(stage: unknown, list: string): unknown[] {
  if (!isRecord(stage)) return [];
  if (stage.type === 'Sequence' && Array.isArray(stage[list])) return stage[list].flatMap((part) => steps(part, list));
  const { trim_offsets: _, ...rest } = stage;
  return [Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))];
}

/** @throws UserError for a pre-tokenizer that is not known, or merges that do not go with the tokens. */
export function byteLevelPipeline({ pre, tokens, merges }: GgufVocabulary, where: string): Pipeline {
  const recipe = pre !== null && Object.hasOwn(RECIPES, pre) ? RECIPES[pre] : undefined;
  if (recipe === undefined) {
    throw new UserError(
      pre === null ? 'the pre-tokenizer is not named' : `the pre-tokenizer "${pre}" is not supported`,
      {
        where: `${where}: tokenizer.ggml.pre`,
        remedy: `Supported: ${Object.keys(RECIPES).join(', ')}. Other models: as a folder with tokenizer.json.`,
      },
    );
  }
  if (merges === null) throw new UserError('the metadata holds no tokenizer.ggml.merges', { where });
  const known = new Set(tokens);
  const stray = merges.find((merge) => !isMerge(merge, known));
  if (stray !== undefined) {
    throw new UserError(`${JSON.stringify(stray)} does not join two tokens to a third`, {
      where: `${where}: tokenizer.ggml.merges`,
    });
  }
  return {
    normalizer: recipe.normalizer,
    preTokenizer: recipe.preTokenizer,
    decoder: byteLevel(true),
    postProcessor: byteLevel(true),
    model: { merges, ignore_merges: recipe.ignoreMerges, byte_fallback: false, fuse_unk: false, unk_token: null },
    addBos: recipe.addBos,
  };
}

function isMerge(merge: string, tokens: ReadonlySet<string>): boolean {
  const space = merge.indexOf(' ');
  const left = merge.slice(0, space);
  const right = merge.slice(space + 1);
  return space > 0 && tokens.has(left) && tokens.has(right) && tokens.has(left + right);
}
