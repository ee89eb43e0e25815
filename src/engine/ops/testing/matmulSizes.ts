import type { Frame } from '../../gpu/frame.ts';
import { type Domain, ROWS, rowsOf, TOKENS } from '../domain.ts';
import type { MatmulOutput } from '../matmul.ts';

export interface MatmulSize {
  readonly domain: Domain;
  readonly tokens?: number;
  /** Supervised rows of the micro-batch. */
  readonly rows?: number;
  readonly mode: Exclude<MatmulOutput['mode'], 'gated' | 'gatedGradient'>;
  readonly outFeatures: number;
  readonly inFeatures: number;
  readonly bias?: boolean;
  /** f32 per row of y (or dy), and the first column that this matrix writes (or reads). */
  readonly stride: number;
  readonly column?: number;
}

const TAIL: Domain = { kind: 'chunk', begin: 64, size: 32 };

/** Row counts of 1, 3, 7 and 65 beside tiles of 64; 72 inputs make NF4 blocks cross rows; 259 and 301 outputs are no multiple of 4. */
export const MATMUL_SIZES = {
  tiny: { domain: TOKENS, tokens: 1, mode: 'write', bias: true, outFeatures: 5, inFeatures: 64, stride: 8 },
  odd: { domain: ROWS, rows: 3, mode: 'accumulate', outFeatures: 36, inFeatures: 72, stride: 36 },
  shard: { domain: TAIL, rows: 71, mode: 'accumulate', outFeatures: 259, inFeatures: 128, stride: 576, column: 300 },
  logits: { domain: TAIL, rows: 150, mode: 'write', outFeatures: 263, inFeatures: 192, stride: 320 },
  edges: { domain: TOKENS, tokens: 65, mode: 'residual', bias: true, outFeatures: 301, inFeatures: 320, stride: 304 },
  real: { domain: TOKENS, tokens: 66, mode: 'write', outFeatures: 576, inFeatures: 576, stride: 576 },
  // Long enough for dx to be summed in parts.
  splits: { domain: TAIL, rows: 90, mode: 'accumulate', outFeatures: 1100, inFeatures: 64, stride: 1100 },
} satisfies Record<string, MatmulSize>;

/** Rows that the buffers hold beyond those in use. */
export const SPARE_ROWS = 2;

export function framed({ domain, tokens = 200, rows = 0 }: MatmulSize): { frame: Frame; rows: number } {
  const frame = { tokens, rows };
  return { frame, rows: rowsOf(domain, frame) };
}
