/**
 * Runs of white space as Python's `\s` sees them (Unicode White_Space and the separators U+001C..1F). JavaScript's own `\s` also takes
 * U+FEFF and misses U+0085, so texts would differ from those that the reference stack prepares.
 */
const RUN = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/** One line, single spaces, nothing at the ends. */
export function collapseWhitespace(text: string): string {
  const spaced = text.replace(RUN, ' ');
  const begin = spaced.startsWith(' ') ? 1 : 0;
  const end = spaced.length > begin && spaced.endsWith(' ') ? spaced.length - 1 : spaced.length;
  return spaced.slice(begin, end);
}

const OTHER = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Nothing but white space: what `collapseWhitespace` makes empty. */
export function isBlankText(text: string): boolean {
  return text === '' || !OTHER.test(text);
}
