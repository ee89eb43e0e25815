import { type PlacedWord, placedWords } from './answerWords.ts';

/** `shared`: a key term that both texts have; `foreign`: said, but not in the reference; `missing`: in the reference, but not said. */
export type MarkKind = 'plain' | 'shared' | 'foreign' | 'missing';

export interface MarkedPart {
  readonly text: string;
  readonly kind: MarkKind;
}

export interface MarkedTexts {
  readonly question: string;
  readonly reference: string;
  readonly answer: string;
  /** Stems of set phrases (commonTerms). */
  readonly common: ReadonlySet<string>;
}

/** The answer with its key terms marked as the text rule sees them: words of the question and of set phrases stay plain. */
export function markAnswer({ question, reference, answer, common }: MarkedTexts): MarkedPart[] {
  const wanted = stemsOf(reference);
  return mark(answer, tellingBeside(question, common), (stem) => (wanted.has(stem) ? 'shared' : 'foreign'));
}

/** The reference with the key terms that the answer has, and those that it lacks. */
export function markReference({ question, reference, answer, common }: MarkedTexts): MarkedPart[] {
  const said = stemsOf(answer);
  return mark(reference, tellingBeside(question, common), (stem) => (said.has(stem) ? 'shared' : 'missing'));
}

function stemsOf(text: string): Set<string> {
  return new Set(placedWords(text).map(({ stem }) => stem));
}

function tellingBeside(question: string, common: ReadonlySet<string>): (word: PlacedWord) => boolean {
  const asked = stemsOf(question);
  return ({ stem }) => !asked.has(stem) && !common.has(stem);
}

function mark(
  text: string,
  isTelling: (word: PlacedWord) => boolean,
  kindOf: (stem: string) => MarkKind,
): MarkedPart[] {
  const parts: MarkedPart[] = [];
  let at = 0;
  for (const word of placedWords(text).filter(isTelling)) {
    if (word.start > at) parts.push({ text: text.slice(at, word.start), kind: 'plain' });
    parts.push({ text: text.slice(word.start, word.end), kind: kindOf(word.stem) });
    at = word.end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), kind: 'plain' });
  return parts;
}
