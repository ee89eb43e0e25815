import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { messageOf, UserError } from '../lib/errors.ts';
import { correctDecoder } from './decoderFixes.ts';
import { correctPreTokenizer } from './preTokenizerFixes.ts';
import { isRecord, parseTokenizerConfig } from './tokenizerConfig.ts';

export interface Tokenizer {
  /** Token ids of the text as it stands: nothing is added; special tokens written in the text (`<|im_end|>`) become their ids. */
  encode(text: string): Uint32Array<ArrayBuffer>;
  /** The text of the ids, byte for byte (no clean-up of spaces); ids without a token, as in padded vocabularies, give nothing. */
  decode(ids: Iterable<number>, options?: { readonly skipSpecial?: boolean }): string;
  /** One more than the highest id. */
  readonly vocabSize: number;
  readonly bosId: number | null;
  readonly eosId: number | null;
  readonly padId: number | null;
  tokenId(text: string): number | null;
  /** True for tokens that `decode` leaves out with `skipSpecial`. */
  isSpecial(id: number): boolean;
  readonly chatTemplate: string | null;
  /** Texts of the special tokens by their names in chat templates (`bos_token`, `eos_token`, …). */
  readonly specialTokens: Readonly<Record<string, string>>;
  /** What the tokenizer's post-processor puts before every text (`<s>` for TinyLlama), '' for most. Chat templates write it themselves. */
  readonly startText: string;
}

/**
 * A tokenizer out of tokenizer.json and tokenizer_config.json (null: no such file), spec 8.1-8.3.
 * `chatTemplate`: the content of chat_template.jinja, which goes before the config's own template.
 * UserError when the files are no tokenizer that this build knows, or name a special token that is not in the vocabulary.
 */
export function createTokenizer(
  tokenizerJson: unknown,
  tokenizerConfig: unknown,
  chatTemplate: string | null = null,
): Tokenizer {
  const config = parseTokenizerConfig(tokenizerConfig);
  const library = openLibrary(tokenizerJson);
  const vocabulary = library.get_vocab();
  const specialIds = new Set<number>();
  for (const [id, token] of library.get_added_tokens_decoder()) if (token.special) specialIds.add(id);

  let highest = -1;
  for (const id of vocabulary.values()) highest = Math.max(highest, id);

  const tokenId = (text: string) => vocabulary.get(text) ?? null;
  const namedId = (name: string) => {
    const text = config.specialTokens[name];
    if (text === undefined) return null;
    const id = tokenId(text);
    if (id === null)
      throw new UserError(`"${name}" is ${JSON.stringify(text)}, which tokenizer.json does not hold`, {
        where: 'tokenizer_config.json',
      });
    return id;
  };
  const decode: Tokenizer['decode'] = (ids, { skipSpecial = false } = {}) => {
    const known = Array.from(ids).filter(
      (id) => library.id_to_token(id) !== undefined && !(skipSpecial && specialIds.has(id)),
    );
    return known.length === 0 ? '' : library.decode(known, { clean_up_tokenization_spaces: false });
  };

  return {
    encode: (text) => Uint32Array.from(library.encode(text, { add_special_tokens: false }).ids),
    decode,
    vocabSize: highest + 1,
    bosId: namedId('bos_token'),
    eosId: namedId('eos_token'),
    padId: namedId('pad_token'),
    tokenId,
    isSpecial: (id) => specialIds.has(id),
    chatTemplate: chatTemplate ?? config.chatTemplate,
    specialTokens: config.specialTokens,
    startText: startText(library),
  };
}

function openLibrary(tokenizerJson: unknown): LibraryTokenizer {
  const where = 'tokenizer.json';
  if (!isRecord(tokenizerJson) || !isRecord(tokenizerJson.model))
    throw new UserError('has no "model": not a tokenizer', { where });
  const type = tokenizerJson.model.type ?? 'BPE';
  if (type !== 'BPE')
    throw new UserError(`tokenizer model "${String(type)}" is not supported`, { where, remedy: 'Supported: BPE.' });
  try {
    // The config is ours to read: of it the library would only take clean-up rules, which change texts.
    const library = new LibraryTokenizer(
      {
        added_tokens: [],
        normalizer: null,
        pre_tokenizer: null,
        post_processor: null,
        decoder: null,
        ...tokenizerJson,
      },
      {},
    );
    correctPreTokenizer(library.pre_tokenizer);
    correctDecoder(library.decoder);
    return library;
  } catch (cause) {
    throw new UserError(`cannot be used: ${messageOf(cause)}`, { where, cause });
  }
}

/** Found by encoding a text with and without special tokens: what stands before the text in the first. */
function startText(library: LibraryTokenizer): string {
  const probe = 'a';
  const bare = library.encode(probe, { add_special_tokens: false }).tokens;
  const dressed = library.encode(probe).tokens;
  for (let at = 0; at + bare.length <= dressed.length; at++) {
    if (bare.every((token, i) => dressed[at + i] === token)) return dressed.slice(0, at).join('');
  }
  return '';
}
