import type { Example } from '../data/examples.ts';
import { createRandom, hashString, mixSeeds, shuffle } from '../lib/random.ts';

export interface ShotChoice {
  /** Tokens of each example; infinite for those that cannot be used. */
  readonly lengths: readonly number[];
  readonly count: number;
  /** Tokens that all of them may take together. */
  readonly room: number;
  readonly seed: number;
}

/**
 * Indexes of the examples to show, at most `count`: in turn from each stratum, the largest first, drawn by seed from the shorter half of those
 * that fit (each may take an equal share of the room). Short ones leave room for the question, the shortest alone would be odd ones. Where
 * fewer fit, fewer are chosen.
 */
export function chooseShots(examples: readonly Example[], { lengths, count, room, seed }: ShotChoice): number[] {
  for (let wanted = Math.min(count, examples.length); wanted > 0; wanted--) {
    const chosen = takeInTurn(draws(examples, lengths, Math.floor(room / wanted), seed), wanted);
    if (chosen.length === wanted) return chosen;
  }
  return [];
}

/** For each stratum the examples of at most `longest` tokens in the order in which they are taken: the shorter half first. */
function draws(examples: readonly Example[], lengths: readonly number[], longest: number, seed: number): number[][] {
  const strata = new Map<string, number[]>();
  for (const [index, { stratum }] of examples.entries()) {
    const name = stratum ?? '';
    const members = strata.get(name) ?? [];
    if (members.push(index) === 1) strata.set(name, members);
  }
  const order = [...strata].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  const lengthOf = (index: number) => lengths[index] ?? Number.POSITIVE_INFINITY;
  return order.map(([name, members]) => {
    const fitting = members.filter((index) => lengthOf(index) <= longest);
    fitting.sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
    const half = Math.ceil(fitting.length / 2);
    const random = createRandom(mixSeeds(seed, hashString(name)));
    return [...shuffle(fitting.slice(0, half), random), ...fitting.slice(half)];
  });
}

function takeInTurn(queues: readonly number[][], wanted: number): number[] {
  const chosen: number[] = [];
  for (let turn = 0; chosen.length < wanted && queues.some((queue) => queue.length > turn); turn++) {
    for (const queue of queues) {
      const index = queue[turn];
      if (index !== undefined && chosen.length < wanted) chosen.push(index);
    }
  }
  return chosen;
}
