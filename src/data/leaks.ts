import { copyKeys, groupCopies } from './copies.ts';
import type { Example } from './examples.ts';
import { PART_NAMES, type PartName, type Parts } from './split.ts';

/** Why a row counts as a copy, the plainest first. */
export type CopyKind = 'question' | 'answer' | 'near';

/** Rows of one group of copies that stand in more than one part. */
export interface Leak {
  readonly kind: CopyKind;
  readonly members: readonly { readonly part: PartName; readonly example: Example }[];
}

export interface LeakCheck {
  /** Rows of validation and test that have a copy in an earlier part: what they measure was learned by heart or chosen by. */
  readonly rows: Readonly<Record<'validation' | 'test', number>>;
  readonly byKind: Readonly<Record<CopyKind, number>>;
  readonly leaks: readonly Leak[];
}

/** Looks for copies in the parts of a split, whatever made it. */
export async function findLeaks(parts: Parts): Promise<LeakCheck> {
  const all = PART_NAMES.flatMap((name) => parts[name]);
  const groups = await groupCopies(all);
  const groupOf = new Map(all.map((example, i) => [example, groups[i] as number]));
  return checkLeaks(parts, (example) => groupOf.get(example) as number);
}

/** Finds groups of copies that a split tore apart. `groupOf(example)` as `groupCopies` numbers them. */
export function checkLeaks(parts: Parts, groupOf: (example: Example) => number): LeakCheck {
  const groups = new Map<number, { part: PartName; example: Example }[]>();
  for (const part of PART_NAMES) {
    for (const example of parts[part]) {
      const group = groupOf(example);
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [{ part, example }]);
      else members.push({ part, example });
    }
  }
  const rows = { validation: 0, test: 0 };
  const byKind = { question: 0, answer: 0, near: 0 };
  const leaks: Leak[] = [];
  for (const members of groups.values()) {
    const parts = new Set(members.map(({ part }) => part));
    if (parts.size < 2) continue;
    // In order of parts: the first is the one that the others copy.
    const source = members[0]?.part;
    const kinds = members.map((member) => (member.part === source ? null : kindOf(member, members)));
    for (const [i, kind] of kinds.entries()) {
      const part = members[i]?.part;
      if (kind === null || part === undefined || part === 'train') continue;
      rows[part]++;
      byKind[kind]++;
    }
    leaks.push({ kind: KINDS.find((kind) => kinds.includes(kind)) ?? 'near', members });
  }
  return { rows, byKind, leaks: leaks.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)) };
}

const KINDS: readonly CopyKind[] = ['question', 'answer', 'near'];

type Member = Leak['members'][number];

/** By what this row is a copy of one in an earlier part. */
function kindOf({ part, example }: Member, members: readonly Member[]): CopyKind {
  const earlier = members.filter((other) => PART_NAMES.indexOf(other.part) < PART_NAMES.indexOf(part));
  const theirs = new Set(earlier.flatMap((other) => copyKeys(other.example)));
  const [question, answer] = copyKeys(example);
  if (theirs.has(question as string)) return 'question';
  return answer !== undefined && theirs.has(answer) ? 'answer' : 'near';
}
