import { groupCopies } from '../data/copies.ts';
import type { Example } from '../data/examples.ts';
import { checkLeaks } from '../data/leaks.ts';
import type { Parts } from '../data/split.ts';
import { assert } from '../lib/assert.ts';
import type { LeakFacts } from './dataApi.ts';

const GROUPS_LISTED = 100;
const ROWS_LISTED = 20;

/** Finds copies once per list of examples: the split asks for them too. */
export function createCopyFinder() {
  const found = new WeakMap<readonly Example[], Promise<Int32Array>>();
  return (examples: readonly Example[]): Promise<Int32Array> => {
    const known = found.get(examples);
    if (known !== undefined) return known;
    const groups = groupCopies(examples);
    found.set(examples, groups);
    return groups;
  };
}

/** What the page is told of copies that stand in different parts. `examples` are those that were split, `groups` theirs (groupCopies). */
export function leakFacts(
  examples: readonly Example[],
  parts: Parts,
  groups: Int32Array,
  rowNumber: (row: number) => number,
): LeakFacts {
  const groupOf = new Map(examples.map((example, i) => [example, groups[i] as number]));
  const { rows, byKind, leaks } = checkLeaks(parts, (example) => {
    const group = groupOf.get(example);
    // Without a group of its own every row would be a copy of every other.
    assert(group !== undefined, 'the parts are not made of these examples');
    return group;
  });
  return {
    rows,
    byKind,
    groupCount: leaks.length,
    groups: leaks.slice(0, GROUPS_LISTED).map(({ kind, members }) => ({
      kind,
      rowCount: members.length,
      rows: members.slice(0, ROWS_LISTED).map(({ part, example }) => ({
        part,
        row: rowNumber(example.row),
        prompt: example.prompt,
        completion: example.completion,
      })),
    })),
  };
}
