/** Scripts that are written without spaces: there every character counts as a word. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{M}\p{N}]+/gu;

/** The words of a text as copies are judged: letters and digits only, lower case, compatibility forms folded. */
export function normalWords(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
}

/** Words per shingle: copies with a changed word keep most of their shingles, texts of one domain share few. */
const SHINGLE_WORDS = 3;

/** Runs of three words, each once; a shorter text is one shingle. */
export function shingles(words: readonly string[]): Set<string> {
  if (words.length === 0) return new Set();
  if (words.length < SHINGLE_WORDS) return new Set([words.join(' ')]);
  const found = new Set<string>();
  for (let i = SHINGLE_WORDS - 1; i < words.length; i++) found.add(`${words[i - 2]} ${words[i - 1]} ${words[i]}`);
  return found;
}

/** |a ∩ b| / |a ∪ b|, in 0..1; two empty sets are not alike. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const item of a) if (b.has(item)) shared++;
  const union = a.size + b.size - shared;
  return union === 0 ? 0 : shared / union;
}
