import { UserError } from '../lib/errors.ts';
import { fingerprint } from '../lib/hash.ts';
import type { Example } from './examples.ts';
import { largestRemainder } from './largestRemainder.ts';
import { allocate } from './splitAllocation.ts';
import { groupByPrompt } from './splitGroups.ts';
import { type StratumCount, sortIntoStrata } from './splitStrata.ts';

export const PART_NAMES = ['train', 'validation', 'test'] as const;
export type PartName = (typeof PART_NAMES)[number];
/** Examples by part, each in the order of the file. */
export type Parts = Readonly<Record<PartName, readonly Example[]>>;

export interface Split extends Parts {
  readonly strata: readonly StratumCount[];
  /** The sizes that were asked for; the parts differ from them only when repeated questions do not fit. */
  readonly wanted: Readonly<Record<PartName, number>>;
  /** Questions (or groups of copies) of more than one row; all their rows are in one part. */
  readonly repeatedPrompts: number;
  readonly fingerprint: string;
}

export interface SplitSettings {
  /** Proportions of train, validation and test, such as 80, 10, 10. */
  readonly parts: readonly number[];
  readonly seed: number;
  /** Groups of copies that are to stay in one part: `copies[i]` of example i (groupCopies). Left out: only the same question does. */
  readonly copies?: Int32Array | null;
}

/**
 * Splits examples by stratum. Sizes over all strata are exact by the largest remainder. All rows with the same prompt go to one part:
 * a question that the model was trained on must not be asked in the test. The split is a function of the texts, the strata and
 * the seed; the order of the rows does not matter, and a few rows more or less move few others.
 * UserError for bad proportions and for too few examples to put one into every part.
 */
export function splitExamples(examples: readonly Example[], { parts, seed, copies = null }: SplitSettings): Split {
  checkProportions(parts);
  const targets = largestRemainder(examples.length, parts);
  const groups = groupByPrompt(examples, seed, copies);
  const strata = sortIntoStrata(examples, groups, parts);
  const order = new Map(examples.map((example, i) => [example, i]));
  const inFileOrder = (a: Example, b: Example) => (order.get(a) as number) - (order.get(b) as number);
  const members = allocate(strata.groups, parts, targets).map((list) =>
    list.flatMap((group) => group.members).sort(inFileOrder),
  );
  for (const [i, name] of PART_NAMES.entries()) {
    if ((parts[i] as number) > 0 && members[i]?.length === 0) throw tooFew(examples.length, parts, name);
  }
  const [train = [], validation = [], test = []] = members;
  return {
    train,
    validation,
    test,
    strata: strata.counts,
    wanted: { train: targets[0] as number, validation: targets[1] as number, test: targets[2] as number },
    repeatedPrompts: groups.filter((group) => group.members.length > 1).length,
    fingerprint: splitFingerprint({ train, validation, test }),
  };
}

/** Parts as they were given: nothing is moved. */
export function givenSplit(parts: Parts): Split {
  const { train, validation, test } = parts;
  const sizes = { train: train.length, validation: validation.length, test: test.length };
  return {
    train,
    validation,
    test,
    strata: [],
    wanted: sizes,
    repeatedPrompts: 0,
    fingerprint: splitFingerprint(parts),
  };
}

/** Identity of a split: which texts are in which part, in whatever order. */
export function splitFingerprint(parts: Parts): string {
  const lines = PART_NAMES.map((name) =>
    parts[name]
      .map(({ prompt, completion }) => JSON.stringify([prompt, completion]))
      .sort()
      .join('\n'),
  );
  return fingerprint(lines.join('\n\n'));
}

function checkProportions(parts: readonly number[]): void {
  const good =
    parts.length === 3 && parts.every((part) => Number.isFinite(part) && part >= 0) && (parts[0] as number) > 0;
  if (good) return;
  throw new UserError(`${parts.join(',')} is not a split`, {
    where: 'split',
    remedy: 'Give three shares for train, validation and test, such as 80,10,10; train must be more than 0.',
  });
}

function tooFew(examples: number, parts: readonly number[], empty: PartName): UserError {
  const rows = examples === 1 ? '1 example is' : `${examples} examples are`;
  return new UserError(`${rows} too few for ${parts.join('/')}: the ${empty} part would be empty`, {
    where: 'split',
    remedy: 'Choose more rows or larger shares.',
  });
}
