/**
 * SentencePiece BPE in GGUF files (`tokenizer.ggml.model` llama: Llama 2, TinyLlama, Mistral). The file holds pieces and scores, not merges:
 * of all neighbours that form a piece, the pair with the highest score is joined first, so the merges are the ways to cut
 * each piece in two, ranked by the score of the whole (as transformers converts such files). Spec 8.2, legacy form.
 */
import { UserError } from '../lib/errors.ts';
import { type GgufVocabulary, type Pipeline, TOKEN_TYPE } from './ggufVocabulary.ts';

const SPACE = '\u2581';

export function sentencePiecePipeline(vocabulary: GgufVocabulary, where: string): Pipeline {
  const { tokens, tokenTypes, scores } = vocabulary;
  if (scores === null || scores.length !== tokens.length) {
    throw new UserError(`${scores?.length ?? 0} scores for ${tokens.length} tokens`, {
      where: `${where}: tokenizer.ggml.scores`,
    });
  }
  const byteTokens = tokens.filter((_, id) => tokenTypes[id] === TOKEN_TYPE.byte).length;
  if (byteTokens !== 256) {
    throw new UserError(`${byteTokens} of its tokens are bytes, expected 256`, {
      where: `${where}: tokenizer.ggml.token_type`,
    });
  }
  const spaces = { type: 'Replace', pattern: { String: ' ' }, content: SPACE };
  const prefix = { type: 'Prepend', prepend: SPACE };
  const addPrefix = vocabulary.addSpacePrefix ?? true;
  const unknown = tokens.find((_, id) => tokenTypes[id] === TOKEN_TYPE.unknown) ?? null;
  return {
    normalizer: { type: 'Sequence', normalizers: addPrefix ? [prefix, spaces] : [spaces] },
    preTokenizer: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        ...(addPrefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
      ],
    },
    postProcessor: null,
    model: {
      merges: mergesOf(tokens, tokenTypes, scores),
      ignore_merges: false,
      byte_fallback: true,
      fuse_unk: true,
      unk_token: unknown,
    },
    addBos: true,
  };
}

function mergesOf(tokens: readonly string[], types: ArrayLike<number>, scores: ArrayLike<number>): [string, string][] {
  const scoreOf = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    if (types[id] === TOKEN_TYPE.normal) scoreOf.set(token, scores[id] as number);
  }
  const merges: { pair: [string, string]; rank: readonly [number, number, number] }[] = [];
  for (const [token, score] of scoreOf) {
    for (let at = 1; at < token.length; at++) {
      const pair: [string, string] = [token.slice(0, at), token.slice(at)];
      const left = scoreOf.get(pair[0]);
      const right = scoreOf.get(pair[1]);
      if (left !== undefined && right !== undefined) merges.push({ pair, rank: [score, left, right] });
    }
  }
  merges.sort((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1] || b.rank[2] - a.rank[2]);
  return merges.map(({ pair }) => pair);
}
