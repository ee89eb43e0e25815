/** The fields `tokenizer.*` of a GGUF file. Ids are indexes into `tokens`; null: not in the file. */
export interface GgufVocabulary {
  /** `tokenizer.ggml.model` and `.pre` */
  readonly model: string;
  readonly pre: string | null;
  readonly tokens: readonly string[];
  /** One of TOKEN_TYPE per token. */
  readonly tokenTypes: ArrayLike<number>;
  /** Of SentencePiece vocabularies: the higher, the earlier a piece is made. */
  readonly scores: ArrayLike<number> | null;
  /** Of byte-level vocabularies: `left right`, the most frequent pair first. */
  readonly merges: readonly string[] | null;
  readonly bosId: number | null;
  readonly eosId: number | null;
  readonly unknownId: number | null;
  readonly paddingId: number | null;
  /** Whether texts begin with the BOS token. */
  readonly addBos: boolean | null;
  /** Whether SentencePiece reads a text as if it began with a space. */
  readonly addSpacePrefix: boolean | null;
  readonly chatTemplate: string | null;
}

export const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** What a kind of vocabulary decides in tokenizer.json. */
export interface Pipeline {
  readonly normalizer: unknown;
  readonly preTokenizer: unknown;
  readonly decoder: unknown;
  /** Where no BOS token is added. */
  readonly postProcessor: unknown;
  /** Fields of the BPE model beside the vocabulary. */
  readonly model: {
    readonly merges: readonly (string | readonly [string, string])[];
    readonly ignore_merges: boolean;
    readonly byte_fallback: boolean;
    readonly fuse_unk: boolean;
    readonly unk_token: string | null;
  };
  /** Whether texts begin with the BOS token where the file does not say. */
  readonly addBos: boolean;
}
