import { expect, test } from 'vitest';
import { RunError } from '../../lib/errors.ts';
import { type Entry, leadOf, orElse, type RunTrials, type Trial, type TrialResult } from './kernelTrials.ts';

const trial = (facts: Partial<Trial>) => ({ variants: ['first', 'second'], fallbacks: ['plain'], ...facts }) as Trial;
const WRONG: TrialResult = { variant: null, ms: 0, failure: null };

/** Trials in which only `right` computes rightly, and what they were asked to run. */
function runner(right: string | null, failure: RunError | null = null) {
  const asked: (readonly string[])[] = [];
  const run: RunTrials = async (entries: readonly Entry[]) =>
    entries.map(({ candidates }) => {
      asked.push(candidates);
      const variant = right !== null && candidates.includes(right) ? right : null;
      return { variant, ms: 1, failure };
    });
  return { asked, run };
}

test('where a variant is right nothing else is tried', async () => {
  const { asked, run } = runner('plain');
  const result = { variant: 'first', ms: 2, failure: null };
  expect(await orElse(run, trial({}), result)).toBe(result);
  expect(asked).toEqual([]);
});

test('where all are wrong the fallbacks serve', async () => {
  const { asked, run } = runner('plain');
  expect(await orElse(run, trial({}), WRONG)).toEqual({ variant: 'plain', ms: 1, failure: null });
  expect(asked).toEqual([['plain']]);
});

test('where the one that was kept is wrong, the others come before the fallbacks', async () => {
  const { asked, run } = runner('plain');
  expect((await orElse(run, trial({ kept: 'first' }), WRONG)).variant).toBe('plain');
  expect(asked).toEqual([['first', 'second'], ['plain']]);
});

test('a checkpoint gets the kernel that it names or none', async () => {
  const { asked, run } = runner('plain');
  expect(await orElse(run, trial({ kept: 'first', known: 'first' }), WRONG)).toBe(WRONG);
  expect(asked).toEqual([]);
});

test('where nothing is right the first failure is told', async () => {
  const [first, second] = [new RunError('first'), new RunError('second')];
  const { run } = runner(null, second);
  expect((await orElse(run, trial({}), { ...WRONG, failure: first })).failure).toBe(first);
  expect((await orElse(run, trial({}), WRONG)).failure).toBe(second);
  expect(await orElse(run, trial({ fallbacks: [] }), WRONG)).toBe(WRONG);
});

test('a kernel without copies need not lead by as much as another kernel', () => {
  expect(leadOf('blockScratch', 'block')).toBeLessThan(leadOf('blockScratch', 'register'));
  expect(leadOf('matrixScratch', 'matrix')).toBe(leadOf('blockScratch', 'block'));
  expect(leadOf('block', 'scratch')).toBe(leadOf('blockScratch', 'register'));
});
