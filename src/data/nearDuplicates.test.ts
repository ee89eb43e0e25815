import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupNearDuplicates } from './nearDuplicates.ts';
import { jaccard, normalWords, shingles } from './shingles.ts';

/** Every pair compared, groups closed by repetition: what the prefix filter must find. */
function groupsByBruteForce(texts: readonly string[], threshold: number): number[] {
  const words = texts.map(normalWords);
  const alike = (a: number, b: number) =>
    words[a]?.length === 0 || words[b]?.length === 0
      ? texts[a] === texts[b]
      : jaccard(shingles(words[a] ?? []), shingles(words[b] ?? [])) >= threshold;
  const group = texts.map((_, i) => i);
  for (let changed = true; changed; ) {
    changed = false;
    for (const a of texts.keys()) {
      for (const b of texts.keys()) {
        const least = Math.min(group[a] as number, group[b] as number);
        if (alike(a, b) && group[a] !== group[b]) {
          group[a] = least;
          group[b] = least;
          changed = true;
        }
      }
    }
  }
  return group;
}

const word = fc.constantFrom('red', 'Red', 'fox', 'runs', 'home', 'now', '中', '?', '');
const texts = fc.array(
  fc.array(word, { maxLength: 9 }).map((words) => words.join(' ')),
  { maxLength: 14 },
);

test('the groups are those of comparing every pair', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom(0.2, 0.5, 0.8, 0.9, 1), async (list, threshold) => {
      expect([...(await groupNearDuplicates(list, { threshold }))]).toEqual(groupsByBruteForce(list, threshold));
    }),
    { numRuns: 400 },
  );
});

test('case, punctuation, spaces and width do not count; other words do', async () => {
  const list = ['What is  Gout?', 'what is gout', 'Ｗｈａｔ is "gout" ?', 'What is gout in dogs?', 'What is gout'];
  expect([...(await groupNearDuplicates(list))]).toEqual([0, 0, 0, 3, 0]);
});

test('a long text with one word changed is a near-duplicate, one with a new half is not', async () => {
  const words = Array.from({ length: 80 }, (_, i) => `word${i}`);
  const changed = words.with(40, 'other');
  const half = words.map((text, i) => (i < 40 ? text : `new${i}`));
  const list = [words, changed, half].map((parts) => parts.join(' '));
  expect([...(await groupNearDuplicates(list))]).toEqual([0, 0, 2]);
});

test('a language without spaces is compared by characters', () => {
  expect(normalWords('感冒的症状? Ibuprofen 200')).toEqual(['感', '冒', '的', '症', '状', 'ibuprofen', '200']);
});

test('progress ends at the whole, and a raised signal stops', async () => {
  const seen: number[][] = [];
  await groupNearDuplicates(['a b', 'c d'], { onProgress: (...at) => seen.push(at) });
  expect(seen.at(-1)).toEqual([2, 2]);
  await expect(groupNearDuplicates(['a b'], { signal: AbortSignal.abort() })).rejects.toThrow('Stopped.');
});
