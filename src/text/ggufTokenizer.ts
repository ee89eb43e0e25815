/** A tokenizer out of the metadata of a GGUF file, in the form of tokenizer.json and tokenizer_config.json. */
import { UserError } from '../lib/errors.ts';
import { byteLevelPipeline } from './ggufByteLevel.ts';
import { sentencePiecePipeline } from './ggufSentencePiece.ts';
import { type GgufVocabulary, type Pipeline, TOKEN_TYPE } from './ggufVocabulary.ts';

export interface TokenizerFiles {
  readonly tokenizerJson: Readonly<Record<string, unknown>>;
  readonly tokenizerConfig: Readonly<Record<string, unknown>>;
}

const KINDS: Readonly<Record<string, (vocabulary: GgufVocabulary, where: string) => Pipeline>> = {
  gpt2: byteLevelPipeline,
  llama: sentencePiecePipeline,
};

/** @throws UserError naming file and field for a tokenizer of another kind, or one that contradicts itself. */
export function ggufTokenizer(vocabulary: GgufVocabulary, where: string): TokenizerFiles {
  const pipeline = pipelineOf(vocabulary, where);
  const { tokens, chatTemplate } = vocabulary;
  const tokenOf = (field: string, id: number | null) => {
    if (id === null) return null;
    const token = tokens[id];
    if (token === undefined) {
      throw new UserError(`${field} is ${id}, but there are ${tokens.length} tokens`, { where });
    }
    return token;
  };
  const bos = tokenOf('tokenizer.ggml.bos_token_id', vocabulary.bosId);
  const addBos = (vocabulary.addBos ?? pipeline.addBos) && bos !== null;
  return {
    tokenizerJson: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: addedTokens(vocabulary),
      normalizer: pipeline.normalizer,
      pre_tokenizer: pipeline.preTokenizer,
      post_processor: addBos ? beginWith(bos, vocabulary.bosId) : pipeline.postProcessor,
      decoder: pipeline.decoder,
      model: {
        type: 'BPE',
        dropout: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        ...pipeline.model,
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

function pipelineOf(vocabulary: GgufVocabulary, where: string): Pipeline {
  const { model, tokens, tokenTypes } = vocabulary;
  const kind = Object.hasOwn(KINDS, model) ? KINDS[model] : undefined;
  if (kind === undefined) {
    throw new UserError(`the tokenizer "${model}" is not supported`, {
      where: `${where}: tokenizer.ggml.model`,
      remedy: `Supported: ${Object.keys(KINDS).join(', ')}. Other models: as a folder with tokenizer.json.`,
    });
  }
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
  return kind(vocabulary, where);
}

/** Tokens that are found in a text before it is cut: control tokens (left out of answers) and user-defined ones (kept). */
function addedTokens({ tokens, tokenTypes }: GgufVocabulary): unknown[] {
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return tokens.flatMap((content, id) => {
    const type = tokenTypes[id];
    const special = type === TOKEN_TYPE.control || type === TOKEN_TYPE.unknown;
    return special || type === TOKEN_TYPE.userDefined ? [{ id, content, ...plain, special }] : [];
  });
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
