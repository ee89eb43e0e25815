import { hashString, mixSeeds } from '../lib/random.ts';
import type { Example } from './examples.ts';

/** Examples that must stay together: those with the same prompt. */
export interface Group {
  readonly prompt: string;
  readonly stratum: string;
  readonly members: readonly Example[];
  /** Pseudo-random, from seed and prompt alone. */
  readonly key: number;
}

/** The stratum of examples that have none. */
export const ALL_ROWS = 'all rows';

/**
 * Groups by prompt, in the pseudo-random order of `key`. The order depends on the texts and the seed, not on where rows stand in the file.
 * A question that occurs in several strata belongs to the one where it occurs most (ties: the first by name).
 */
export function groupByPrompt(examples: readonly Example[], seed: number): Group[] {
  const byPrompt = new Map<string, Example[]>();
  for (const example of examples) {
    const members = byPrompt.get(example.prompt);
    if (members === undefined) byPrompt.set(example.prompt, [example]);
    else members.push(example);
  }
  const groups = [...byPrompt].map(([prompt, members]) => ({
    prompt,
    stratum: commonestStratum(members),
    members,
    key: mixSeeds(seed, hashString(prompt)),
  }));
  return groups.sort((a, b) => a.key - b.key || (a.prompt < b.prompt ? -1 : 1));
}

function commonestStratum(members: readonly Example[]): string {
  const counts = new Map<string, number>();
  for (const { stratum } of members) counts.set(stratum ?? ALL_ROWS, (counts.get(stratum ?? ALL_ROWS) ?? 0) + 1);
  const [first] = [...counts].sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1));
  return first?.[0] ?? ALL_ROWS;
}
