import { largestRemainder } from './largestRemainder.ts';
import { roundTable } from './roundTable.ts';
import type { Group } from './splitGroups.ts';

/**
 * Chooses a part for every group: `result[j]` = groups of part j. Repeated questions (groups of several rows) go first, each to a part drawn
 * in proportion to the room left in its stratum; single rows then fill every part up to its exact size, each stratum as near to its
 * shares as whole rows allow. Sizes are only missed when the repeated questions alone do not fit them.
 */
export function allocate(
  strata: readonly (readonly Group[])[],
  parts: readonly number[],
  targets: readonly number[],
): Group[][] {
  const result: Group[][] = parts.map(() => []);
  const free = targets.slice();
  const place = (group: Group, part: number) => {
    result[part]?.push(group);
    free[part] = (free[part] as number) - group.members.length;
  };

  const total = parts.reduce((a, b) => a + b, 0);
  const rooms = strata.map((groups) => {
    const rows = groups.reduce((sum, group) => sum + group.members.length, 0);
    const room = parts.map((part) => (rows * part) / total);
    const repeated = groups.filter((group) => group.members.length > 1);
    for (const group of repeated.toSorted((a, b) => b.members.length - a.members.length)) {
      const part = drawPart(group, room, free);
      place(group, part);
      room[part] = (room[part] as number) - group.members.length;
    }
    return room.map((left) => Math.max(0, left));
  });

  const singles = strata.map((groups) => groups.filter((group) => group.members.length === 1));
  const sums = singles.map((groups) => groups.length);
  const open = free.map((left) => Math.max(0, left));
  const left = sums.reduce((a, b) => a + b, 0);
  const columns = left > 0 ? largestRemainder(left, open) : open; // equal to `open` unless a part is overfull
  for (const [i, counts] of roundTable(rooms, sums, columns).entries()) {
    let next = 0;
    for (const [part, count] of counts.entries()) {
      for (let n = 0; n < count; n++) place(singles[i]?.[next++] as Group, part);
    }
  }
  return result;
}

/** A part for a group of several rows: among those that it fits, else that have room at all, else the emptiest. */
function drawPart(group: Group, room: readonly number[], free: readonly number[]): number {
  const size = group.members.length;
  const fits = (part: number) => (free[part] as number) >= size;
  const weights = [
    room.map((left, part) => (fits(part) && left > size - 1 ? left : 0)),
    free.map((left, part) => (fits(part) ? left : 0)),
  ].find((candidates) => candidates.some((weight) => weight > 0));
  if (weights === undefined) return free.indexOf(Math.max(...free));
  let point = (group.key / 2 ** 32) * weights.reduce((a, b) => a + b, 0);
  const drawn = weights.findIndex((weight) => {
    point -= weight;
    return point < 0;
  });
  return drawn === -1 ? weights.findIndex((weight) => weight > 0) : drawn;
}
