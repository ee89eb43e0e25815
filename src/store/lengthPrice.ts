import type { AuditFacts, LengthFacts } from '../workers/dataApi.ts';

type Prices = LengthFacts['prices'][keyof LengthFacts['prices']];

/** What a maximum length costs, looked up. */
export interface LengthPrice {
  readonly rows: number;
  /** Tokens of all parts that go through the model, and of the training part alone. */
  readonly tokens: number;
  readonly trainTokens: number;
  /** Tokens of answers that are trained or measured. */
  readonly supervised: number;
  readonly lostAnswerTokens: number;
  readonly faults: Readonly<Record<'cut' | 'noEnd' | 'noAnswer' | 'sharedToken', number>>;
  /** Tokens of the longest row as it is cut. */
  readonly longest: number;
  /** Parts with rows of which no token would be trained or measured. */
  readonly emptyParts: readonly (keyof LengthFacts['prices'])[];
}

export function priceAt({ prices }: LengthFacts, maxLength: number): LengthPrice {
  const parts = Object.entries(prices) as [keyof LengthFacts['prices'], Prices][];
  const sum = (pick: (part: Prices, at: number) => number | undefined) =>
    parts.reduce((total, [, part]) => total + (pick(part, Math.min(maxLength, part.longest)) ?? 0), 0);
  const supervised = sum((part, at) => part.supervised[at]);
  return {
    rows: sum((part) => part.rows),
    tokens: sum((part, at) => part.tokens[at]),
    trainTokens: prices.train.tokens[Math.min(maxLength, prices.train.longest)] ?? 0,
    supervised,
    lostAnswerTokens: sum((part) => part.supervised[part.longest]) - supervised,
    faults: {
      cut: sum((part, at) => part.cut[at]),
      noEnd: sum((part, at) => part.noEnd[at]),
      noAnswer: sum((part, at) => part.noAnswer[at]),
      sharedToken: sum((part) => part.sharedToken),
    },
    longest: Math.min(maxLength, longestRow(prices)),
    emptyParts: parts
      .filter(([, part]) => part.rows > 0 && part.supervised[Math.min(maxLength, part.longest)] === 0)
      .map(([name]) => name),
  };
}

/** Tokens of the longest row of all parts before any cut. */
export function longestRow(prices: LengthFacts['prices']): number {
  return Math.max(prices.train.longest, prices.validation.longest, prices.test.longest);
}

/** The rows as this maximum length cuts them: what memory and time depend on. */
export function lengthsAt({ prices, longest, longestPrompt }: LengthFacts, maxLength: number): AuditFacts['lengths'] {
  const tokens = (part: Prices) => part.tokens[Math.min(maxLength, part.longest)] ?? 0;
  return {
    longest: longest.map((length) => Math.min(length, maxLength)),
    longestPrompt: Math.min(longestPrompt, maxLength),
    tokens: { train: tokens(prices.train), validation: tokens(prices.validation), test: tokens(prices.test) },
  };
}
