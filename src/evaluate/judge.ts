import { type AnswerText, type Quantity, readAnswer } from './answerWords.ts';

/** The report's terms beside them: correct, underspecified, incorrect. */
export type JudgedClass = 'matches' | 'vague' | 'wrong';

/** What decided, in the order in which the rule asks. */
export type JudgeReason =
  | 'empty'
  | 'repeatsQuestion'
  | 'negation'
  | 'numbers'
  | 'loops'
  | 'covers'
  | 'cut'
  | 'short'
  | 'missing'
  | 'adds'
  | 'different';

export interface Judgement {
  readonly class: JudgedClass;
  readonly reason: JudgeReason;
  /** The words or numbers that the reason is about, as they were written; at most SHOWN of them. */
  readonly words: readonly string[];
  /** Share of the reference's key terms that the answer has. */
  readonly recall: number;
  /** Share of what the answer says that is in the reference. */
  readonly precision: number;
  /** Content words of the answer / content words of the reference. */
  readonly lengthRatio: number;
}

/** Every constant of the rule, shares of 1 where nothing else is said. */
export interface JudgeRule {
  /** A match has at least this share of the key terms … */
  readonly matchRecall: number;
  /** … and at least this share of what it says is in the reference. */
  readonly matchPrecision: number;
  /** Too vague has at least this precision, or the next two together. */
  readonly vaguePrecision: number;
  readonly mixedRecall: number;
  readonly mixedPrecision: number;
  /** Words of the answer / words of the reference: a match is at least this long, and at most that long. */
  readonly shortest: number;
  readonly longest: number;
  /** Words said both ways (plain here, negated there), as a share of the words that both have. */
  readonly negationShare: number;
  /** From this many words on, fewer different ones than this share is a loop. */
  readonly loopWords: number;
  readonly loopShare: number;
  /** A word in more than this share of the training answers is a set phrase and no key term, from this many answers on. */
  readonly commonShare: number;
  readonly commonAnswers: number;
}

/** The constants as they were set on one half of the hand-made pairs (testing/judgedPairs.ts); docs/method.md has the outcome on both. */
export const JUDGE_RULE: JudgeRule = {
  matchRecall: 0.6,
  matchPrecision: 0.5,
  vaguePrecision: 0.6,
  mixedRecall: 0.4,
  mixedPrecision: 0.4,
  shortest: 0.3,
  longest: 3,
  negationShare: 0.15,
  loopWords: 12,
  loopShare: 0.35,
  commonShare: 0.5,
  commonAnswers: 10,
};

const SHOWN = 5;

export interface JudgedAnswer {
  readonly question: string;
  readonly reference: string;
  readonly answer: string;
  /** The answer hit the length limit before the model ended it. */
  readonly cut: boolean;
  /** Stems of set phrases (commonTerms). */
  readonly common?: ReadonlySet<string>;
}

/** Share of the answers that have a stem. */
export type TermShares = Readonly<Record<string, number>>;

/** Stems in fewer answers are nobody's set phrase; those above are kept, so that `commonShare` can be set later. */
const LEAST_SHARE = 0.2;

/** Stems that more than LEAST_SHARE of the answers have, with their shares; none where there are under `commonAnswers` answers. */
export function termShares(answers: readonly string[]): TermShares {
  if (answers.length < JUDGE_RULE.commonAnswers) return {};
  const counts = new Map<string, number>();
  for (const answer of answers) {
    for (const stem of stems(readAnswer(answer))) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  const shares = [...counts].map(([stem, count]) => [stem, count / answers.length] as const);
  return Object.fromEntries(shares.filter(([, share]) => share > LEAST_SHARE));
}

/** Stems that more than `commonShare` of the answers have: what every answer says tells nothing about one of them. */
export function commonTerms(shares: TermShares, { commonShare }: Pick<JudgeRule, 'commonShare'>): ReadonlySet<string> {
  return new Set(Object.keys(shares).filter((stem) => (shares[stem] as number) > commonShare));
}

/**
 * Judges an answer against its reference by its words alone. Key terms are the reference's content words and numbers without those of the
 * question and of set phrases. In this order:
 *  1. nothing said, or only the question again: does not match;
 *  2. yes against no, or shared words negated in one of the two only: does not match;
 *  3. a number with the reference's unit that the reference does not have, while one of the reference's is missing: does not match;
 *  4. the same words over and over: does not match;
 *  5. recall and precision high: matches; cut at the limit, much shorter or much longer than the reference: too vague;
 *  6. what it says is in the reference, but key terms are missing: too vague; else: does not match.
 * It knows no synonyms and no facts: a paraphrase in other words does not match.
 */
export function judge(
  { question, reference, answer, cut, common = new Set() }: JudgedAnswer,
  rule: JudgeRule = JUDGE_RULE,
): Judgement {
  const given = readAnswer(answer);
  const expected = readAnswer(reference);
  const asked = stems(readAnswer(question));
  const isTelling = (stem: string) => !asked.has(stem) && !common.has(stem);
  const said = stems(given);
  const wanted = stems(expected);
  const telling = [...said].filter(isTelling);
  const keys = [...wanted].filter(isTelling);
  // A reference of nothing but the question's words: then those are what counts.
  const keyTerms = keys.length > 0 ? keys : [...wanted];
  const missing = keyTerms.filter((stem) => !said.has(stem));
  const foreign = telling.filter((stem) => !wanted.has(stem));
  const recall = share(keyTerms.length - missing.length, keyTerms.length);
  const precision = share(telling.length - foreign.length, telling.length);
  const lengthRatio = share(given.words.length, expected.words.length);
  const as = (kind: JudgedClass, reason: JudgeReason, words: readonly string[] = []): Judgement => ({
    class: kind,
    reason,
    words: words.slice(0, SHOWN),
    recall,
    precision,
    lengthRatio,
  });

  const sameLead = given.lead !== null && given.lead === expected.lead;
  if (given.words.length === 0) return sameLead ? as('vague', 'short') : as('wrong', 'empty');
  const opposed = negatedApart(given, expected, rule);
  if (opposed.length > 0) return as('wrong', 'negation', opposed);
  if (telling.length === 0 && keys.length > 0 && !sameLead) return as('wrong', 'repeatsQuestion');
  const numbers = otherNumbers(given.quantities, expected.quantities);
  if (numbers.length > 0) return as('wrong', 'numbers', numbers);
  if (given.words.length >= rule.loopWords && said.size / given.words.length <= rule.loopShare)
    return as('wrong', 'loops');

  const missed = surfaces(expected, missing);
  if (recall >= rule.matchRecall && precision >= rule.matchPrecision) {
    if (cut) return as('vague', 'cut', missed);
    if (lengthRatio < rule.shortest) return as('vague', 'short', missed);
    if (lengthRatio > rule.longest) return as('vague', 'adds', surfaces(given, foreign));
    return as('matches', 'covers', missed);
  }
  const vague =
    (recall > 0 && precision >= rule.vaguePrecision) ||
    (recall >= rule.mixedRecall && precision >= rule.mixedPrecision) ||
    (sameLead && telling.length === 0);
  if (!vague) return as('wrong', 'different', surfaces(given, foreign));
  if (cut) return as('vague', 'cut', missed);
  return as('vague', lengthRatio < rule.shortest ? 'short' : 'missing', missed);
}

function stems({ words }: AnswerText): Set<string> {
  return new Set(words.map(({ stem }) => stem));
}

/** Words that both have and that are negated in one of them only; none when they are few among the words that both have. */
function negatedApart(given: AnswerText, expected: AnswerText, { negationShare }: JudgeRule): string[] {
  if (given.lead !== null && expected.lead !== null && given.lead !== expected.lead) return [given.lead];
  const here = polarities(given);
  const there = polarities(expected);
  const shared = [...here.keys()].filter((stem) => there.has(stem));
  const apart = shared.filter((stem) => {
    const [a, b] = [here.get(stem), there.get(stem)];
    return a !== 'both' && b !== 'both' && a !== b;
  });
  return apart.length > 0 && apart.length / shared.length >= negationShare ? surfaces(given, apart) : [];
}

function polarities({ words }: AnswerText): Map<string, 'plain' | 'negated' | 'both'> {
  const found = new Map<string, 'plain' | 'negated' | 'both'>();
  for (const { stem, negated } of words) {
    const now = negated ? 'negated' : 'plain';
    const before = found.get(stem);
    found.set(stem, before === undefined || before === now ? now : 'both');
  }
  return found;
}

/** Numbers of the answer that contradict the reference: same unit, not among its numbers, while one of its numbers is not in the answer. */
function otherNumbers(given: readonly Quantity[], expected: readonly Quantity[]): string[] {
  const without = (a: readonly Quantity[], b: readonly Quantity[]) =>
    a.filter(({ unit, value }) => !b.some((other) => other.unit === unit && other.value === value));
  const unmet = without(expected, given);
  return without(given, expected)
    .filter(({ unit }) => unmet.some((other) => other.unit === unit))
    .map(({ surface }) => surface);
}

function surfaces({ words }: AnswerText, wanted: readonly string[]): string[] {
  return wanted.map((stem) => words.find((word) => word.stem === stem)?.surface ?? stem);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
