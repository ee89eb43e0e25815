import type { Example } from './examples.ts';
import { groupNearDuplicates, type NearDuplicateOptions } from './nearDuplicates.ts';
import { normalWords } from './shingles.ts';
import { createUnionFind } from './unionFind.ts';

/** Shorter answers ("Yes", "Not known") are shared by rows that have nothing else in common. */
const SHORTEST_COPIED_ANSWER = 8;

/**
 * Groups examples of which one would give another away if one were trained and the other tested: the same question, the same answer
 * (of eight words or more), or near-duplicates in question and answer together. Words are compared as `normalWords` reads them.
 * `result[i]` = index of the first example of i's group.
 */
export async function groupCopies(
  examples: readonly Example[],
  options: Omit<NearDuplicateOptions, 'threshold'> = {},
): Promise<Int32Array> {
  const near = await groupNearDuplicates(
    examples.map(({ prompt, completion }) => `${prompt}\n${completion}`),
    options,
  );
  const groups = createUnionFind(examples.length);
  const first = new Map<string, number>();
  for (const [i, example] of examples.entries()) {
    groups.join(near[i] as number, i);
    for (const key of copyKeys(example)) {
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, i);
      else groups.join(earlier, i);
    }
  }
  return groups.roots();
}

/** Two examples that share one of these are copies: `q` and the question's words, `a` and the answer's. */
export function copyKeys({ prompt, completion }: Pick<Example, 'prompt' | 'completion'>): string[] {
  const question = normalWords(prompt);
  const answer = normalWords(completion);
  return [
    question.length === 0 ? `=${prompt}` : `q${question.join(' ')}`,
    ...(answer.length >= SHORTEST_COPIED_ANSWER ? [`a${answer.join(' ')}`] : []),
  ];
}
