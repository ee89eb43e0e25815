/**
 * ggml's tensor types: id in the file, weights per block, bytes per block (ggml.h, gguf-py constants.py). A row is a whole number of blocks.
 * Only those listed here are read; the others are known by name, to be refused by name.
 */

interface BlockLayout {
  readonly id: number;
  readonly weights: number;
  readonly bytes: number;
}

const LAYOUTS = {
  F32: { id: 0, weights: 1, bytes: 4 },
  F16: { id: 1, weights: 1, bytes: 2 },
  Q4_0: { id: 2, weights: 32, bytes: 18 },
  Q4_1: { id: 3, weights: 32, bytes: 20 },
  Q5_0: { id: 6, weights: 32, bytes: 22 },
  Q5_1: { id: 7, weights: 32, bytes: 24 },
  Q8_0: { id: 8, weights: 32, bytes: 34 },
  Q2_K: { id: 10, weights: 256, bytes: 84 },
  Q3_K: { id: 11, weights: 256, bytes: 110 },
  Q4_K: { id: 12, weights: 256, bytes: 144 },
  Q5_K: { id: 13, weights: 256, bytes: 176 },
  Q6_K: { id: 14, weights: 256, bytes: 210 },
  IQ4_NL: { id: 20, weights: 32, bytes: 18 },
  BF16: { id: 30, weights: 1, bytes: 2 },
} as const satisfies Record<string, BlockLayout>;

export type GgufType = keyof typeof LAYOUTS;

export const GGUF_TYPES = Object.keys(LAYOUTS) as readonly GgufType[];

const BY_ID = new Map<number, GgufType>(GGUF_TYPES.map((type) => [LAYOUTS[type].id, type]));

/** Types of ggml that this reader leaves out. */
const OTHER_NAMES: Readonly<Record<number, string>> = {
  9: 'Q8_1',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
  40: 'NVFP4',
};

export function ggufTypeOf(id: number): GgufType | null {
  return BY_ID.get(id) ?? null;
}

/** For messages: `IQ4_XS`, or the number of a type that nobody knows here. */
export function ggufTypeName(id: number): string {
  return BY_ID.get(id) ?? OTHER_NAMES[id] ?? `number ${id}`;
}

export function blockLayout(type: GgufType): BlockLayout {
  return LAYOUTS[type];
}
