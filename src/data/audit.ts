import type { EncodedExample } from './tokens.ts';

/** What is wrong with a row as it would be trained at some maximum length. */
export const ROW_FAULTS = ['cut', 'noEnd', 'noAnswer', 'sharedToken'] as const;
/**
 * `cut`: longer than the maximum, so tokens are lost. `noEnd`: the token that ends the answer is not there to be learned. `noAnswer`: no
 * token of the answer is trained (the prompt fills the length, or the answer is empty). `sharedToken`: prompt and answer share a token.
 */
export type RowFault = (typeof ROW_FAULTS)[number];

/** What training on these rows would mean. */
export interface TokenAudit {
  readonly rows: number;
  readonly maxLength: number;
  readonly tokens: number;
  /** Tokens that are trained: those of the answers except where a row begins with one (nothing predicts the first token). */
  readonly supervised: number;
  /** Answer tokens that rows lose by the cut. */
  readonly lostAnswerTokens: number;
  readonly faults: Readonly<Record<RowFault, number>>;
  /** Tokens of the longest text before the cut. */
  readonly longest: number;
}

type Measured = Pick<EncodedExample, 'promptTokens' | 'endTokens' | 'promptIsPrefix'> & {
  readonly ids: { readonly length: number };
};

export function auditRows(rows: readonly Measured[], maxLength: number): TokenAudit {
  const faults = { cut: 0, noEnd: 0, noAnswer: 0, sharedToken: 0 };
  let [tokens, supervised, lostAnswerTokens, longest] = [0, 0, 0, 0];
  for (const row of rows) {
    const length = row.ids.length;
    tokens += Math.min(length, maxLength);
    supervised += trainedAt(row, maxLength);
    lostAnswerTokens += lostAt(row, maxLength);
    longest = Math.max(longest, length);
    for (const fault of ROW_FAULTS) if (hasFault(row, fault, maxLength)) faults[fault]++;
  }
  return { rows: rows.length, maxLength, tokens, supervised, lostAnswerTokens, faults, longest };
}

export function hasFault(row: Measured, fault: RowFault, maxLength: number): boolean {
  switch (fault) {
    case 'cut':
      return row.ids.length > maxLength;
    case 'noEnd':
      return row.endTokens === 0 || row.endTokens > maxLength;
    case 'noAnswer':
      return trainedAt(row, maxLength) === 0;
    case 'sharedToken':
      return !row.promptIsPrefix;
  }
}

/** Answer tokens beyond the maximum length. */
export function lostAt({ ids, promptTokens }: Measured, maxLength: number): number {
  return Math.max(0, ids.length - Math.max(Math.min(ids.length, maxLength), promptTokens));
}

function trainedAt({ ids, promptTokens }: Measured, maxLength: number): number {
  return Math.max(0, Math.min(ids.length, maxLength) - Math.max(promptTokens, 1));
}

/** Why training on these rows would be meaningless, as a sentence for a person; null when it is not. */
export function refuseReason(audit: TokenAudit): string | null {
  if (audit.rows === 0) return 'There are no training rows.';
  if (audit.supervised > 0) return null;
  const rows = audit.rows === 1 ? 'In the only row' : `In all ${audit.rows} rows`;
  if (audit.faults.cut > 0) {
    return `${rows} the prompt alone fills the maximum length of ${audit.maxLength} tokens, so no answer token would be trained. Raise the maximum length (the longest row has ${audit.longest} tokens) or shorten the prompt.`;
  }
  return `${rows} no answer token would be trained. Check the completion template.`;
}
