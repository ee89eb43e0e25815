/**
 * Phrases that many training answers share word for word ("… provides the following list of signs and symptoms …"). A model that has learned
 * them by heart has a lower loss without having learned anything about the question, so that the loss is also given without them.
 */
export interface PhraseRule {
  /** A phrase has at least this many words. */
  readonly words: number;
  /** It stands in more than this share of the training answers. */
  readonly share: number;
  /** Under this many training answers nothing counts as repeated. */
  readonly leastAnswers: number;
}

export const PHRASE_RULE: PhraseRule = { words: 8, share: 0.2, leastAnswers: 10 };

export interface RepeatedPhrase {
  /** Its words, in lower case. */
  readonly text: string;
  /** Training answers that have it, as long as it is. */
  readonly answers: number;
}

/** Characters from `start` on, before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface RepeatedPhrases {
  readonly rule: PhraseRule;
  /** Training answers that were looked at. */
  readonly answers: number;
  /** Training answers with at least one repeated phrase. */
  readonly sharing: number;
  /** The longest runs of repeated words, most frequent first. */
  readonly phrases: readonly RepeatedPhrase[];
  /** Where repeated phrases stand in a text, from the first letter to the last; spans do not touch. */
  find(text: string): Span[];
}

/** A word: letters and digits, with an apostrophe inside; case and punctuation do not count. */
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)*/gu;

/** Grams are numbered below this, so that a pair of them is a whole number that a double holds. */
const MOST_GRAMS = 2 ** 26;

/** No phrase begins here. */
const NONE = -1;

/**
 * Finds every run of `words` or more words that stands in more than `share` of the answers. Word grams are numbered by doubling: a gram of 2p
 * words is the pair of the grams of p words at its two halves (Karp, Miller, Rosenberg 1972), so equal numbers mean equal words, without
 * hashing. Grams in too few answers are dropped at every length, since a longer one with them inside is in fewer still. Time and memory are
 * linear in the words of all answers.
 */
export function findRepeatedPhrases(answers: readonly string[], rule: PhraseRule = PHRASE_RULE): RepeatedPhrases {
  const least = answers.length < rule.leastAnswers ? Number.POSITIVE_INFINITY : rule.share * answers.length;
  const texts = answers.map(readWords);
  const levels = shiftsUpTo(rule.words);
  const words = frequentGrams<string>(
    texts.map(({ words }) => words),
    least,
  );
  const tables: ReadonlyMap<number, number>[] = [];
  let grams = texts.map(({ words: own }) => own.map((word) => words.get(word) ?? NONE));
  for (const shift of levels) {
    const pairs = grams.map((own) => pairUp(own, shift));
    const table = frequentGrams(pairs, least);
    tables.push(table);
    grams = pairs.map((own) => own.map((pair) => table.get(pair) ?? NONE));
  }

  const find = (text: string): Span[] => {
    const { words: own, spans } = readWords(text);
    let found = own.map((word) => words.get(word) ?? NONE);
    for (const [i, shift] of levels.entries()) {
      const table = tables[i] as ReadonlyMap<number, number>;
      found = pairUp(found, shift).map((pair) => table.get(pair) ?? NONE);
    }
    return runs(found, rule.words).map(([from, to]) => ({
      start: (spans[from] as Span).start,
      end: (spans[to - 1] as Span).end,
    }));
  };

  const counts = new Map<string, number>();
  let sharing = 0;
  for (const [i, own] of grams.entries()) {
    const found = runs(own, rule.words);
    if (found.length > 0) sharing++;
    const said = new Set(found.map(([from, to]) => (texts[i] as Words).words.slice(from, to).join(' ')));
    for (const text of said) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const phrases = [...counts]
    .map(([text, count]) => ({ text, answers: count }))
    .sort((a, b) => b.answers - a.answers || (a.text < b.text ? -1 : 1));
  return { rule, answers: answers.length, sharing, phrases, find };
}

interface Words {
  readonly words: readonly string[];
  readonly spans: readonly Span[];
}

function readWords(text: string): Words {
  const words: string[] = [];
  const spans: Span[] = [];
  for (const match of text.matchAll(WORD)) {
    words.push(match[0].toLowerCase().replaceAll('’', "'"));
    spans.push({ start: match.index, end: match.index + match[0].length });
  }
  return { words, spans };
}

/** 8 -> 1, 2, 4; 11 -> 1, 2, 4, 3: the last pair overlaps, which names the same words. */
function shiftsUpTo(words: number): number[] {
  const shifts: number[] = [];
  let length = 1;
  for (; 2 * length <= words; length *= 2) shifts.push(length);
  if (length < words) shifts.push(words - length);
  return shifts;
}

/** At every place the pair of the grams there and `shift` words on; NONE where one of them is. */
function pairUp(grams: readonly number[], shift: number): number[] {
  return grams.map((first, i) => {
    const second = grams[i + shift] ?? NONE;
    return first === NONE || second === NONE ? NONE : first * MOST_GRAMS + second;
  });
}

/** Numbers, from 0 on, for what stands in more than `least` of the documents; NONE never does. */
function frequentGrams<T extends string | number>(documents: readonly (readonly T[])[], least: number): Map<T, number> {
  const counts = new Map<T, { documents: number; last: number }>();
  for (const [document, grams] of documents.entries()) {
    for (const gram of grams) {
      if (gram === NONE) continue;
      const count = counts.get(gram);
      if (count === undefined) counts.set(gram, { documents: 1, last: document });
      else if (count.last !== document) {
        count.documents++;
        count.last = document;
      }
    }
  }
  const numbers = new Map<T, number>();
  for (const [gram, count] of counts) {
    if (count.documents <= least) continue;
    if (numbers.size === MOST_GRAMS) throw new Error(`frequentGrams: more than ${MOST_GRAMS} grams`);
    numbers.set(gram, numbers.size);
  }
  return numbers;
}

/** Unions of the phrases that begin at the places that are not NONE, as word ranges [from, to). */
function runs(grams: readonly number[], words: number): [number, number][] {
  const found: [number, number][] = [];
  for (const [i, gram] of grams.entries()) {
    if (gram === NONE) continue;
    const last = found.at(-1);
    if (last !== undefined && i <= last[1]) last[1] = i + words;
    else found.push([i, i + words]);
  }
  return found;
}
