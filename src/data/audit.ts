import type { TokenisedRow } from './tokens.ts';

/** What training on these rows would mean. */
export interface TokenAudit {
  readonly rows: number;
  readonly maxLength: number;
  readonly tokens: number;
  /** Tokens that are trained: those of the answers except where a row begins with one (nothing predicts the first token). */
  readonly supervised: number;
  /** Rows longer than the maximum length, and the answer tokens that they lose by it. */
  readonly cutRows: number;
  readonly lostAnswerTokens: number;
  /** Rows from which the model does not learn to stop. */
  readonly missingEnd: number;
  /** Rows that train nothing. */
  readonly noSupervised: number;
  /** Rows whose prompt and answer share a token. */
  readonly sharedBoundary: number;
  /** Tokens of the longest text before the cut. */
  readonly longest: number;
}

export function auditTokens(rows: readonly TokenisedRow[], maxLength: number): TokenAudit {
  const audit = {
    rows: rows.length,
    maxLength,
    tokens: 0,
    supervised: 0,
    cutRows: 0,
    lostAnswerTokens: 0,
    missingEnd: 0,
    noSupervised: 0,
  };
  let sharedBoundary = 0;
  let longest = 0;
  for (const row of rows) {
    const trained = trainedTokens(row);
    audit.tokens += row.ids.length;
    audit.supervised += trained;
    audit.cutRows += row.fullTokens > row.ids.length ? 1 : 0;
    audit.lostAnswerTokens += Math.max(0, row.fullTokens - Math.max(row.ids.length, row.promptTokens));
    audit.missingEnd += row.hasEnd ? 0 : 1;
    audit.noSupervised += trained === 0 ? 1 : 0;
    sharedBoundary += row.promptIsPrefix ? 0 : 1;
    longest = Math.max(longest, row.fullTokens);
  }
  return { ...audit, sharedBoundary, longest };
}

/** Why training on these rows would be meaningless, as a sentence for a person; null when it is not. */
export function refuseReason(audit: TokenAudit): string | null {
  if (audit.rows === 0) return 'There are no training rows.';
  if (audit.supervised > 0) return null;
  const rows = audit.rows === 1 ? 'In the only row' : `In all ${audit.rows} rows`;
  if (audit.cutRows > 0) {
    return `${rows} the prompt alone fills the maximum length of ${audit.maxLength} tokens, so no answer token would be trained. Raise the maximum length (the longest row has ${audit.longest} tokens) or shorten the prompt.`;
  }
  return `${rows} no answer token would be trained. Check the completion template.`;
}

export function trainedTokens({ supervised }: Pick<TokenisedRow, 'supervised'>): number {
  let count = 0;
  for (let i = 1; i < supervised.length; i++) count += supervised[i] as number;
  return count;
}
