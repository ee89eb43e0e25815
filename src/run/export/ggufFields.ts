/** The metadata of a GGUF model: shape and flags of config.json under llama.cpp's keys, and the tokenizer. */
import type { ModelConfig } from '../../engine/model/config.ts';
import type { GgufField } from '../../formats/ggufWrite.ts';
import { UserError } from '../../lib/errors.ts';
import type { GgufVocabularyWithEnd } from '../../text/toGgufVocabulary.ts';

/** `general.architecture`; llama.cpp reads Mistral as a Llama. @throws UserError for layers without rotation, which were not tried there. */
export function ggufArchitectureOf({ family, unrotated }: Pick<ModelConfig, 'family' | 'unrotated'>): string {
  if (unrotated.length > 0) {
    throw new UserError('SmolLM3 cannot be written as GGUF yet', {
      remedy: 'Take the PEFT adapter or the merged safetensors.',
    });
  }
  return family === 'mistral' ? 'llama' : family;
}

/** ggml's `file_type` by the type of the matrices. */
const FILE_TYPES = { F32: 0, F16: 1, Q8_0: 7 } as const;
export type GgufModelType = keyof typeof FILE_TYPES;

export function ggufModelFields(
  config: ModelConfig,
  general: { readonly name: string; readonly licence: string | null; readonly type: GgufModelType },
): GgufField[] {
  const architecture = ggufArchitectureOf(config);
  const text = (key: string, value: string): GgufField => ({ key, kind: 'text', value });
  const u32 = (key: string, value: number): GgufField => ({ key, kind: 'u32', value });
  const own = (key: string) => `${architecture}.${key}`;
  return [
    text('general.architecture', architecture),
    text('general.type', 'model'),
    text('general.name', general.name),
    ...(general.licence === null ? [] : [text('general.license', general.licence)]),
    u32('general.file_type', FILE_TYPES[general.type]),
    u32('general.quantization_version', 2),
    u32(own('block_count'), config.layers),
    u32(own('context_length'), config.maxLength),
    u32(own('embedding_length'), config.width),
    u32(own('feed_forward_length'), config.mlpWidth),
    u32(own('attention.head_count'), config.heads),
    u32(own('attention.head_count_kv'), config.kvHeads),
    u32(own('attention.key_length'), config.headDim),
    u32(own('attention.value_length'), config.headDim),
    u32(own('rope.dimension_count'), config.headDim),
    { key: own('rope.freq_base'), kind: 'f32', value: config.ropeTheta },
    { key: own('attention.layer_norm_rms_epsilon'), kind: 'f32', value: config.eps },
    ...(config.slidingWindow === null ? [] : [u32(own('attention.sliding_window'), config.slidingWindow)]),
    u32(own('vocab_size'), config.vocabulary),
  ];
}

export function ggufTokenizerFields(vocabulary: GgufVocabularyWithEnd): GgufField[] {
  const key = (name: string) => `tokenizer.ggml.${name}`;
  const id = (name: string, value: number | null): GgufField[] =>
    value === null ? [] : [{ key: key(`${name}_token_id`), kind: 'u32', value }];
  const { model, pre, tokens, tokenTypes, scores, merges, addBos, addSpacePrefix, chatTemplate } = vocabulary;
  return [
    { key: key('model'), kind: 'text', value: model },
    { key: key('pre'), kind: 'text', value: pre ?? 'default' },
    { key: key('tokens'), kind: 'texts', value: tokens },
    { key: key('token_type'), kind: 'i32s', value: tokenTypes },
    ...(scores === null ? [] : [{ key: key('scores'), kind: 'f32s', value: scores } as const]),
    ...(merges === null ? [] : [{ key: key('merges'), kind: 'texts', value: merges } as const]),
    ...id('bos', vocabulary.bosId),
    ...id('eos', vocabulary.eosId),
    ...id('eot', vocabulary.eotId),
    ...id('unknown', vocabulary.unknownId),
    ...id('padding', vocabulary.paddingId),
    { key: key('add_bos_token'), kind: 'flag', value: addBos ?? false },
    ...(addSpacePrefix === null
      ? []
      : [{ key: key('add_space_prefix'), kind: 'flag', value: addSpacePrefix } as const]),
    ...(chatTemplate === null ? [] : [{ key: 'tokenizer.chat_template', kind: 'text', value: chatTemplate } as const]),
  ];
}
