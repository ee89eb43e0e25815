/** A model out of one GGUF file: configuration, tokenizer and weights. */
import { type GgufEntry, readGgufHeader } from '../formats/gguf.ts';
import { dequantiseGguf } from '../formats/ggufDequantise.ts';
import type { GgufMetadata } from '../formats/ggufMetadata.ts';
import { ROPE_FREQS } from '../formats/ggufNames.ts';
import { UserError } from '../lib/errors.ts';
import { ggufTokenizer } from '../text/ggufTokenizer.ts';
import type { GgufVocabulary } from '../text/ggufVocabulary.ts';
import { ggufConfigJson, ggufGenerationConfig, ggufShape } from './ggufConfig.ts';
import { ggufRopeScaling } from './ggufRope.ts';
import { ggufTensorSource, type ReadRange, readEntry } from './ggufTensors.ts';
import type { LoadedModel, ModelFiles } from './modelFiles.ts';

/**
 * Reads the header of `name` by ranges; tensors are read later, one at a time.
 * @throws UserError naming the file, and the field or tensor in it, that is damaged or not supported.
 */
export async function openGgufModel(files: ModelFiles, name: string): Promise<LoadedModel> {
  const where = name;
  const sizeBytes = await files.size(name);
  const readRange: ReadRange = (begin, end, signal) => files.read(name, begin, end, signal);
  const { metadata, entries } = await readGgufHeader((end) => readRange(0, end), sizeBytes, where);
  const shape = ggufShape(metadata, where);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const embedding = byName.get('token_embd.weight');
  if (embedding === undefined) throw new UserError('holds no tensor "token_embd.weight"', { where });
  const tensors = ggufTensorSource(entries, shape, readRange, where);
  const divisors = await readDivisors(byName.get(ROPE_FREQS), readRange, where);
  const vocabulary = ggufVocabulary(metadata);
  checkVocabulary(metadata, vocabulary.tokens.length, embedding.shape[0] as number, where);
  const { tokenizerJson, tokenizerConfig } = ggufTokenizer(vocabulary, where);
  return {
    id: name.replace(/^.*\//, '').replace(/\.gguf$/i, ''),
    configJson: ggufConfigJson(metadata, shape, {
      vocabulary: embedding.shape[0] as number,
      tied: !byName.has('output.weight'),
      attentionBias: shape.architecture === 'llama' && byName.has('blk.0.attn_q.bias'),
      ropeScaling: ggufRopeScaling(metadata, shape, divisors, where),
    }),
    generationConfig: ggufGenerationConfig(metadata),
    tokenizerJson,
    tokenizerConfig,
    chatTemplate: vocabulary.chatTemplate,
    tensors,
    readme: null,
    licence: metadata.text('general.license', null),
    sizeBytes,
    storedNf4: null,
  };
}

function ggufVocabulary(metadata: GgufMetadata): GgufVocabulary {
  const key = (name: string) => `tokenizer.ggml.${name}`;
  const id = (name: string) => metadata.count(key(`${name}_token_id`), null);
  return {
    model: metadata.text(key('model')),
    pre: metadata.text(key('pre'), null),
    tokens: metadata.texts(key('tokens')),
    tokenTypes: metadata.numbers(key('token_type')),
    scores: metadata.has(key('scores')) ? metadata.numbers(key('scores')) : null,
    merges: metadata.has(key('merges')) ? metadata.texts(key('merges')) : null,
    bosId: id('bos'),
    eosId: id('eos'),
    unknownId: id('unknown'),
    paddingId: id('padding'),
    addBos: metadata.flag(key('add_bos_token'), null),
    addSpacePrefix: metadata.flag(key('add_space_prefix'), null),
    chatTemplate: metadata.text('tokenizer.chat_template', null),
  };
}

async function readDivisors(
  entry: GgufEntry | undefined,
  readRange: ReadRange,
  where: string,
): Promise<Float32Array | null> {
  return entry === undefined ? null : dequantiseGguf(entry.type, await readEntry(entry, readRange, where));
}

/** A token without a row of the embedding, or an end token that is none, would only be noticed in the middle of a run. */
function checkVocabulary(metadata: GgufMetadata, tokens: number, rows: number, where: string): void {
  if (tokens > rows) {
    throw new UserError(`${tokens} tokens, but token_embd.weight has ${rows} rows`, {
      where: `${where}: tokenizer.ggml.tokens`,
    });
  }
  for (const key of ['tokenizer.ggml.eot_token_id', 'tokenizer.ggml.eom_token_id']) {
    const id = metadata.count(key, null);
    if (id !== null && id >= tokens) throw new UserError(`${key} is ${id}, but there are ${tokens} tokens`, { where });
  }
}
