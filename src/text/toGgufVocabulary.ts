/** The way back from tokenizer.json to the metadata of a GGUF file: ggufTokenizer.ts reads what this writes. */
import '../lib/noEval.ts';
import { z } from 'zod';
import { UserError } from '../lib/errors.ts';
import { preTokenizerName } from './ggufByteLevel.ts';
import { type GgufVocabulary, TOKEN_TYPE } from './ggufVocabulary.ts';
import { endOfAnswerId } from './stopIds.ts';
import type { Tokenizer } from './tokenizer.ts';

const WHERE = 'tokenizer.json';

const schema = z.looseObject({
  normalizer: z.unknown().optional(),
  pre_tokenizer: z.unknown().optional(),
  added_tokens: z.array(z.looseObject({ id: z.int().min(0), content: z.string(), special: z.boolean() })).default([]),
  model: z.looseObject({
    vocab: z.record(z.string(), z.int().min(0)),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
    byte_fallback: z.boolean().nullish(),
    ignore_merges: z.boolean().nullish(),
    unk_token: z.string().nullish(),
  }),
});
type TokenizerFile = z.infer<typeof schema>;

export interface GgufVocabularyWithEnd extends GgufVocabulary {
  /** The token that ends a turn, where it is not the EOS token. */
  readonly eotId: number | null;
}

/**
 * @param rows rows of the embedding: llama.cpp wants a token for each, so that spare ones get a name that no text has.
 * @throws UserError when llama.cpp has no name for the way this tokenizer cuts texts.
 */
export function toGgufVocabulary(tokenizerJson: unknown, tokenizer: Tokenizer, rows: number): GgufVocabularyWithEnd {
  const parsed = schema.safeParse(tokenizerJson);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError(`${issue?.path.join('.')}: ${issue?.message}`, { where: WHERE });
  }
  const file = parsed.data;
  const { tokens, types } = listTokens(file, rows);
  const sentencePiece = file.model.byte_fallback === true;
  const end = endOfAnswerId(tokenizer);
  const unknown = file.model.unk_token ?? null;
  return {
    ...(sentencePiece ? sentencePieceFields(file, tokens, types) : byteLevelFields(file)),
    tokens,
    tokenTypes: types,
    bosId: tokenizer.bosId,
    eosId: tokenizer.eosId,
    unknownId: unknown === null ? null : (tokenizer.tokenId(unknown) ?? null),
    paddingId: tokenizer.padId,
    addBos: tokenizer.bosId !== null && tokenizer.startText === tokenizer.decode([tokenizer.bosId]),
    chatTemplate: tokenizer.chatTemplate,
    eotId: end === tokenizer.eosId ? null : end,
  };
}

function byteLevelFields({ model, normalizer, pre_tokenizer }: TokenizerFile) {
  const pre = preTokenizerName(normalizer, pre_tokenizer, model.ignore_merges ?? false);
  if (pre === null) {
    throw new UserError(
      'llama.cpp has no name for the way this tokenizer cuts texts, so no GGUF model can be written',
      {
        where: `${WHERE}: pre_tokenizer`,
        remedy: 'Export the merged model as safetensors, or the adapter for a GGUF file of the base.',
      },
    );
  }
  return {
    model: 'gpt2',
    pre,
    merges: model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' '))),
    scores: null,
    addSpacePrefix: null,
  };
}

/**
 * SentencePiece files hold scores in place of merges: of all pairs that form a piece, the one whose piece has the highest score is joined
 * first. The rank of a piece's first merge says the same; pieces that no merge makes (single characters) come last.
 */
function sentencePieceFields(file: TokenizerFile, tokens: readonly string[], types: Int32Array) {
  for (const [id, token] of tokens.entries()) {
    if (/^<0x[0-9A-F]{2}>$/.test(token)) types[id] = TOKEN_TYPE.byte;
    else if (token === file.model.unk_token) types[id] = TOKEN_TYPE.unknown;
  }
  const rank = new Map<string, number>();
  for (const [index, merge] of file.model.merges.entries()) {
    const piece = typeof merge === 'string' ? merge.replace(' ', '') : merge.join('');
    if (!rank.has(piece)) rank.set(piece, index);
  }
  const last = file.model.merges.length;
  const scores = Float32Array.from(tokens, (token, id) =>
    types[id] === TOKEN_TYPE.normal ? -(rank.get(token) ?? last) : 0,
  );
  return { model: 'llama', pre: null, merges: null, scores, addSpacePrefix: prependsSpace(file) };
}

function prependsSpace({ normalizer, pre_tokenizer }: TokenizerFile): boolean {
  const text = JSON.stringify([normalizer, pre_tokenizer]);
  return text.includes('"Prepend"') || (text.includes('"Metaspace"') && !text.includes('"prepend_scheme":"never"'));
}

function listTokens({ model, added_tokens: added }: TokenizerFile, rows: number) {
  const tokens = Array.from({ length: rows }, (_, id) => `[PAD${id}]`);
  const types = new Int32Array(rows).fill(TOKEN_TYPE.unused);
  const put = (content: string, id: number, type: number) => {
    if (id >= rows) {
      throw new UserError(`the token ${JSON.stringify(content)} has id ${id}, but the embedding has ${rows} rows`, {
        where: WHERE,
      });
    }
    tokens[id] = content;
    types[id] = type;
  };
  for (const [content, id] of Object.entries(model.vocab)) put(content, id, TOKEN_TYPE.normal);
  for (const { content, id, special } of added) put(content, id, special ? TOKEN_TYPE.control : TOKEN_TYPE.userDefined);
  return { tokens, types };
}
