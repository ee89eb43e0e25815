import type { EncodedExample } from './tokens.ts';

/**
 * What any maximum length L would cost, worked out once: `cut[L]` and so on for L = 0..longest; beyond the longest row nothing changes. So a
 * slider can be repriced by looking up. Counts as `auditRows` makes them.
 */
export interface LengthPrices {
  readonly rows: number;
  readonly longest: number;
  readonly tokens: Float64Array;
  /** Sum over rows of length^2: what attention's work grows with. */
  readonly squares: Float64Array;
  readonly supervised: Float64Array;
  readonly cut: Int32Array;
  readonly noEnd: Int32Array;
  readonly noAnswer: Int32Array;
  readonly sharedToken: number;
}

type Measured = Pick<EncodedExample, 'promptTokens' | 'endTokens' | 'promptIsPrefix'> & {
  readonly ids: { readonly length: number };
};

export function priceLengths(rows: readonly Measured[]): LengthPrices {
  const longest = rows.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const size = longest + 1;
  /** Rows whose text / first trainable place / end token is at exactly this length. */
  const fullAt = new Int32Array(size);
  const opensAt = new Int32Array(size);
  const endAt = new Int32Array(size);
  let sharedToken = 0;
  for (const { ids, promptTokens, endTokens, promptIsPrefix } of rows) {
    const first = Math.max(promptTokens, 1);
    bump(fullAt, ids.length);
    // From `first` on every further token of the row is trained, until the row ends.
    if (ids.length > first) bump(opensAt, first);
    if (endTokens > 0) bump(endAt, endTokens);
    sharedToken += promptIsPrefix ? 0 : 1;
  }
  const trainedEndAt = trainedEnds(rows, size);

  const tokens = new Float64Array(size);
  const squares = new Float64Array(size);
  const supervised = new Float64Array(size);
  const cut = new Int32Array(size);
  const noEnd = new Int32Array(size);
  const noAnswer = new Int32Array(size);
  let [atLeast, open, opened, ended] = [rows.length, 0, 0, 0];
  for (let length = 0; length < size; length++) {
    if (length > 0) {
      atLeast -= fullAt[length - 1] as number; // rows of `length` tokens or more
      open += (opensAt[length - 1] as number) - (trainedEndAt[length - 1] as number);
      opened += opensAt[length - 1] as number;
      tokens[length] = (tokens[length - 1] as number) + atLeast;
      squares[length] = (squares[length - 1] as number) + atLeast * (2 * length - 1);
      supervised[length] = (supervised[length - 1] as number) + open;
    }
    ended += endAt[length] as number;
    cut[length] = atLeast - (fullAt[length] as number);
    noEnd[length] = rows.length - ended;
    noAnswer[length] = rows.length - opened;
  }
  return { rows: rows.length, longest, tokens, squares, supervised, cut, noEnd, noAnswer, sharedToken };
}

/** Rows with a trained token by the length at which they end. */
function trainedEnds(rows: readonly Measured[], size: number): Int32Array {
  const ends = new Int32Array(size);
  for (const { ids, promptTokens } of rows) if (ids.length > Math.max(promptTokens, 1)) bump(ends, ids.length);
  return ends;
}

function bump(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}
