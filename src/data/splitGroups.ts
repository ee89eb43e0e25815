import { hashString, mixSeeds } from '../lib/random.ts';
import type { Example } from './examples.ts';

/** Examples that must stay together: those with the same prompt, and those that `copies` joins. */
export interface Group {
  /** The first prompt in the order of texts: one name for the group, whatever the order of its rows. */
  readonly prompt: string;
  readonly stratum: string;
  readonly members: readonly Example[];
  /** Pseudo-random, from seed and prompt alone. */
  readonly key: number;
}

/** The stratum of examples that have none. */
export const ALL_ROWS = 'all rows';

/**
 * Groups by prompt (and by `copies[i]`, the group of example i, where given), in the pseudo-random order of `key`. The order depends on the
 * texts and the seed, not on where rows stand in the file. A group that occurs in several strata belongs to the one where it occurs most
 * (ties: the first by name).
 */
export function groupByPrompt(examples: readonly Example[], seed: number, copies: Int32Array | null = null): Group[] {
  const together = new Map<string | number, Example[]>();
  for (const [i, example] of examples.entries()) {
    const name = copies === null ? example.prompt : (copies[i] as number);
    const members = together.get(name);
    if (members === undefined) together.set(name, [example]);
    else members.push(example);
  }
  const groups = Array.from(together.values(), (members) => {
    const prompt = members.map((member) => member.prompt).sort()[0] as string;
    return { prompt, stratum: commonestStratum(members), members, key: mixSeeds(seed, hashString(prompt)) };
  });
  return groups.sort((a, b) => a.key - b.key || (a.prompt < b.prompt ? -1 : 1));
}

function commonestStratum(members: readonly Example[]): string {
  const counts = new Map<string, number>();
  for (const { stratum } of members) counts.set(stratum ?? ALL_ROWS, (counts.get(stratum ?? ALL_ROWS) ?? 0) + 1);
  const [first] = [...counts].sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1));
  return first?.[0] ?? ALL_ROWS;
}
