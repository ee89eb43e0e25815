/**
 * A byte-level BPE tokenizer out of the metadata of a GGUF file, in the form of tokenizer.json and tokenizer_config.json. The file holds
 * tokens and merges; how a text is cut before the merges is only named (`tokenizer.ggml.pre`), so each name has its recipe here (spec 8.3).
 */
import { UserError } from '../lib/errors.ts';

/** The fields `tokenizer.*` of a GGUF file. Ids are indexes into `tokens`; null: not in the file. */
export interface GgufVocabulary {
  /** `tokenizer.ggml.model` and `.pre` */
  readonly model: string;
  readonly pre: string | null;
  readonly tokens: readonly string[];
  /** 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte; one per token. */
  readonly tokenTypes: ArrayLike<number>;
  /** `left right`, the most frequent pair first. */
  readonly merges: readonly string[];
  readonly bosId: number | null;
  readonly eosId: number | null;
  readonly unknownId: number | null;
  readonly paddingId: number | null;
  /** Whether texts begin with the BOS token. */
  readonly addBos: boolean | null;
  readonly chatTemplate: string | null;
}

export interface TokenizerFiles {
  readonly tokenizerJson: Readonly<Record<string, unknown>>;
  readonly tokenizerConfig: Readonly<Record<string, unknown>>;
}

interface Recipe {
  readonly normalizer: unknown;
  readonly preTokenizer: unknown;
  /** A piece that is a token is taken whole, whatever the merges say (Llama 3). */
  readonly ignoreMerges: boolean;
  readonly addBos: boolean;
}

const CONTROL = 3;
const USER_DEFINED = 4;

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
  'llama-bpe': LLAMA3,
  'llama-v3': LLAMA3,
  llama3: LLAMA3,
  qwen2: QWEN2,
  'deepseek-r1-qwen': QWEN2,
};

/** @throws UserError naming file and field for a tokenizer of another kind, or one that contradicts itself. */
export function ggufTokenizer(vocabulary: GgufVocabulary, where: string): TokenizerFiles {
  const recipe = recipeOf(vocabulary, where);
  checkTokens(vocabulary, where);
  const { tokens, tokenTypes, merges, chatTemplate } = vocabulary;
  const tokenOf = (field: string, id: number | null) => {
    if (id === null) return null;
    const token = tokens[id];
    if (token === undefined) {
      throw new UserError(`${field} is ${id}, but there are ${tokens.length} tokens`, { where });
    }
    return token;
  };
  const bos = tokenOf('tokenizer.ggml.bos_token_id', vocabulary.bosId);
  const addBos = (vocabulary.addBos ?? recipe.addBos) && bos !== null;
  const addedTokens = tokens.flatMap((content, id) => {
    const type = tokenTypes[id];
    if (type !== CONTROL && type !== USER_DEFINED) return [];
    const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };
    return [{ id, content, ...plain, special: type === CONTROL }];
  });
  return {
    tokenizerJson: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: addedTokens,
      normalizer: recipe.normalizer,
      pre_tokenizer: recipe.preTokenizer,
      post_processor: addBos ? beginWith(bos, vocabulary.bosId) : byteLevel(true),
      decoder: byteLevel(true),
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: recipe.ignoreMerges,
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        merges,
      },
    },
    tokenizerConfig: {
      bos_token: bos,
      eos_token: tokenOf('tokenizer.ggml.eos_token_id', vocabulary.eosId),
      unk_token: tokenOf('tokenizer.ggml.unknown_token_id', vocabulary.unknownId),
      pad_token: tokenOf('tokenizer.ggml.padding_token_id', vocabulary.paddingId),
      chat_template: chatTemplate,
    },
  };
}

function recipeOf({ model, pre }: GgufVocabulary, where: string): Recipe {
  if (model !== 'gpt2') {
    throw new UserError(`the tokenizer "${model}" is not supported`, {
      where: `${where}: tokenizer.ggml.model`,
      remedy: `${model === 'llama' ? 'A SentencePiece vocabulary in a GGUF file lacks the merges: use the model' : 'Use the model'} as a folder with tokenizer.json.`,
    });
  }
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
  return recipe;
}

function checkTokens({ tokens, tokenTypes, merges }: GgufVocabulary, where: string): void {
  if (tokenTypes.length !== tokens.length) {
    throw new UserError(`${tokenTypes.length} types for ${tokens.length} tokens`, {
      where: `${where}: tokenizer.ggml.token_type`,
    });
  }
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const twice = tokens.find((token, id) => ids.get(token) !== id);
  if (twice !== undefined) {
    throw new UserError(`${JSON.stringify(twice)} stands in it twice`, { where: `${where}: tokenizer.ggml.tokens` });
  }
  const stray = merges.find((merge) => !isMerge(merge, ids));
  if (stray !== undefined) {
    throw new UserError(`${JSON.stringify(stray)} does not join two tokens to a third`, {
      where: `${where}: tokenizer.ggml.merges`,
    });
  }
}

function isMerge(merge: string, ids: ReadonlyMap<string, number>): boolean {
  const space = merge.indexOf(' ');
  const left = merge.slice(0, space);
  const right = merge.slice(space + 1);
  return space > 0 && ids.has(left) && ids.has(right) && ids.has(left + right);
}

/** The post-processor that puts the BOS token before every text. */
function beginWith(token: string, id: number | null): unknown {
  const special = { SpecialToken: { id: token, type_id: 0 } };
  const text = (sequenceId: string, typeId: number) => ({ Sequence: { id: sequenceId, type_id: typeId } });
  return {
    type: 'TemplateProcessing',
    single: [special, text('A', 0)],
    pair: [special, text('A', 0), special, text('B', 1)],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}
