import type { Example } from './examples.ts';
import { groupNearDuplicates } from './nearDuplicates.ts';

/**
 * Examples whose question and whose answer both are near-duplicates (nearDuplicates.ts has the measure and its threshold) of those of an
 * earlier example, and that are not equal to it. Rows that ask about different things in the same words are none.
 */
export async function findNearDuplicates(examples: readonly Example[]): Promise<Set<Example>> {
  const questions = await groupNearDuplicates(examples.map(({ prompt }) => prompt));
  const repeated = countGroups(questions);
  // Only questions that come again can be part of one; their answers are the long texts.
  const candidates = examples.filter((_, i) => (repeated.get(questions[i] as number) ?? 0) > 1);
  const answers = await groupNearDuplicates(candidates.map(({ completion }) => completion));
  const question = new Map(examples.map((example, i) => [example, questions[i] as number]));
  const first = new Map<string, Example>();
  const found = new Set<Example>();
  for (const [i, example] of candidates.entries()) {
    const key = `${question.get(example)} ${answers[i]}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, example);
    else if (earlier.prompt !== example.prompt || earlier.completion !== example.completion) found.add(example);
  }
  return found;
}

function countGroups(groups: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  return counts;
}
