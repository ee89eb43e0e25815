/** The words of an answer as the text rule (judge.ts) sees them: English, lightly stemmed, each with whether it is negated. */

export interface AnswerWord {
  readonly stem: string;
  /** As it was written, for the reason that a person reads. */
  readonly surface: string;
  readonly negated: boolean;
}

export interface Quantity {
  /** Times of one dimension are in minutes, so that 1 week and 7 days are equal. */
  readonly value: number;
  /** `time`, or the stem of the word that follows the number; '' when none does. */
  readonly unit: string;
  readonly surface: string;
}

export interface AnswerText {
  /** Content words and numbers in order, repeats included. */
  readonly words: readonly AnswerWord[];
  readonly quantities: readonly Quantity[];
  /** An answer that begins with yes or no. */
  readonly lead: 'yes' | 'no' | null;
}

/** Content words after a negation, within its clause, that it reaches: "do not use ice or butter" negates use, ice and butter. */
const NEGATION_REACH = 3;

const NEGATIONS = new Set(['no', 'not', 'never', 'without', 'neither', 'nor', 'none', 'cannot']);
const STOP_WORDS = new Set(
  (
    'a about above after again all almost already also am among an and any are around as at be because been before being below between both ' +
    'but by can could did do does doing down during each either else etc even ever every few for from further get gets got had has have having he her here ' +
    'hers him his how however i if in into is it its just least less like made make makes many may me might mine more most mostly much must my of off often ' +
    'on once one ones only or other others our out over own per people person please rather really same shall she should since so some something such than that ' +
    'the their them then there these they this those though through to too toward under until up upon us use used uses using usually very was we well were what when ' +
    'where whether which while who whom whose why will with within would yes yet you your'
  ).split(' '),
);
// What is told to do or not to do is content: "use butter" and "do not use butter" differ in it alone.
for (const word of ['use', 'used', 'uses', 'using', 'before', 'after']) STOP_WORDS.delete(word);

const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, i) => [word, i + 2] as [string, number])
    .concat([
      ['thirty', 30],
      ['forty', 40],
      ['fifty', 50],
      ['sixty', 60],
      ['ninety', 90],
      ['hundred', 100],
      ['thousand', 1000],
    ]),
);

const MINUTES: ReadonlyMap<string, number> = new Map([
  ['second', 1 / 60],
  ['minut', 1],
  ['hour', 60],
  ['day', 1440],
  ['week', 7 * 1440],
  ['month', 30 * 1440],
  ['year', 365 * 1440],
]);

/** Between a number and its unit: "7 to 10 days", "2 or 3 long weeks". */
const UNIT_LOOKAHEAD = 4;

const TOKEN = /\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{M}\p{N}]*(?:'\p{L}+)*|[.;:!?,]/gu;

export function readAnswer(text: string): AnswerText {
  const tokens = text.normalize('NFKC').toLowerCase().replaceAll('’', "'").match(TOKEN) ?? [];
  const words: AnswerWord[] = [];
  let reach = 0;
  for (const token of tokens) {
    // A clause ends, and with it what is negated: "no, it is", "not high, but lasting".
    if (/^[.;:!?,]$/.test(token) || token === 'but') {
      reach = 0;
      continue;
    }
    if (NEGATIONS.has(token) || token.endsWith("n't")) {
      reach = NEGATION_REACH;
      continue;
    }
    const value = numberOf(token);
    if (value === null && (STOP_WORDS.has(token) || token.length < 2)) continue;
    words.push({ stem: value === null ? stem(token) : String(value), surface: token, negated: reach > 0 });
    if (reach > 0) reach--;
  }
  const first = tokens[0];
  return { words, quantities: quantitiesOf(tokens), lead: first === 'yes' || first === 'no' ? first : null };
}

export interface PlacedWord {
  /** Characters of the text: `start` included, `end` not. */
  readonly start: number;
  readonly end: number;
  readonly stem: string;
}

/** The content words and numbers of a text where they stand, for marking them: the words of `readAnswer`. */
export function placedWords(text: string): PlacedWord[] {
  return [...text.replaceAll('’', "'").matchAll(TOKEN)].flatMap(({ 0: match, index: start }) => {
    const token = match.normalize('NFKC').toLowerCase();
    if (/^[.;:!?,]$/.test(token) || NEGATIONS.has(token) || token.endsWith("n't")) return [];
    const value = numberOf(token);
    if (value === null && (STOP_WORDS.has(token) || token.length < 2)) return [];
    return [{ start, end: start + match.length, stem: value === null ? stem(token) : String(value) }];
  });
}

function quantitiesOf(tokens: readonly string[]): Quantity[] {
  return tokens.flatMap((token, at) => {
    const value = numberOf(token);
    if (value === null) return [];
    const next = tokens
      .slice(at + 1, at + 1 + UNIT_LOOKAHEAD)
      .find((word) => /^\p{L}/u.test(word) && numberOf(word) === null && !STOP_WORDS.has(word));
    const unit = next === undefined ? '' : stem(next);
    const minutes = MINUTES.get(unit);
    const surface = next === undefined ? token : `${token} ${next}`;
    return [minutes === undefined ? { value, unit, surface } : { value: value * minutes, unit: 'time', surface }];
  });
}

/** 1,000 -> 1000; 38.50 -> 38.5; twelve -> 12; null for words and for what is no one number (1.2.3). */
function numberOf(token: string): number | null {
  if (!/^\d/.test(token)) return NUMBER_WORDS.get(token) ?? null;
  const value = Number(token.replaceAll(/,(?=\d{3}(?:\D|$))/g, '').replaceAll(',', '.'));
  return Number.isNaN(value) ? null : value;
}

/**
 * Light stemming: plural and possessive, -ness, -ly, -ing, -ed, and a last e; at least three letters stay. Meant to join forms of one word
 * (aches, aching; cells, cell) and to leave different words apart, not to find roots.
 */
export function stem(word: string): string {
  let s = word.replace(/'s?$/, '').replaceAll("'", '');
  if (/[^aeiou]ies$/.test(s) && s.length > 4) s = `${s.slice(0, -3)}y`;
  else if (/(?:ss|sh|ch|x)es$/.test(s)) s = s.slice(0, -2);
  else if (/[^suio]s$/.test(s) && s.length > 3) s = s.slice(0, -1);
  for (const ending of ['ness', 'ly']) s = without(s, ending, 3);
  for (const ending of ['ing', 'ed']) {
    const cut = without(s, ending, 3);
    if (cut === s || !/[aeiouy]/.test(cut)) continue;
    // running -> run, but swelling -> swell
    s = /([^aeioulsz])\1$/.test(cut) ? cut.slice(0, -1) : cut;
    break;
  }
  return without(s, 'e', 3);
}

function without(word: string, ending: string, least: number): string {
  return word.endsWith(ending) && word.length - ending.length >= least ? word.slice(0, -ending.length) : word;
}
