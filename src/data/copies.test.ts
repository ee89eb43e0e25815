import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, shuffle } from '../lib/random.ts';
import { groupCopies } from './copies.ts';
import type { Example } from './examples.ts';
import { checkLeaks, findLeaks } from './leaks.ts';
import { PART_NAMES, type Parts, splitExamples } from './split.ts';

let row = 0;
const example = (prompt: string, completion: string): Example => ({ row: row++, prompt, completion, stratum: null });
const LONG = 'Rest, drink much water, and see a doctor after three days of fever.';
const WORDS = Array.from({ length: 120 }, (_, i) => `sign${i}`);

const ASKED = example('What is gout?', 'A disease of joints.');
const ASKED_AGAIN = example('What is  GOUT', 'Crystals in joints, mostly of the big toe.');
const ANSWERED = example('How is flu treated?', LONG);
const ANSWERED_AGAIN = example('What helps with a cold?', LONG.toUpperCase());
const SHORT = example('Is flu catching?', 'Yes.');
const SHORT_AGAIN = example('Is a cold catching?', 'Yes.');
const NEAR = example('List the signs.', WORDS.join(' '));
const NEAR_AGAIN = example('List the signs, please.', WORDS.with(30, 'other').join(' '));

test('the same question, the same long answer and near-duplicates are copies; a shared short answer is not', async () => {
  const all = [ASKED, ANSWERED, SHORT, NEAR, ASKED_AGAIN, ANSWERED_AGAIN, SHORT_AGAIN, NEAR_AGAIN];
  expect([...(await groupCopies(all))]).toEqual([0, 1, 2, 3, 0, 1, 6, 3]);
});

test('a leak is a group in more than one part, counted by the rows that are measured', async () => {
  const parts: Parts = {
    train: [ASKED, ANSWERED, NEAR, SHORT],
    validation: [ASKED_AGAIN],
    test: [ANSWERED_AGAIN, NEAR_AGAIN, SHORT_AGAIN],
  };
  const check = await findLeaks(parts);
  expect(check.rows).toEqual({ validation: 1, test: 2 });
  expect(check.byKind).toEqual({ question: 1, answer: 1, near: 1 });
  expect(check.leaks.map(({ kind, members }) => [kind, members.map((member) => member.part)])).toEqual([
    ['question', ['train', 'validation']],
    ['answer', ['train', 'test']],
    ['near', ['train', 'test']],
  ]);
});

/** Rows of which about a third repeat a question or an answer of another. */
const rowsWithCopies = fc
  .array(fc.record({ asked: fc.nat(80), answered: fc.nat(200) }), { minLength: 40, maxLength: 120 })
  .map((list) =>
    list.map(
      ({ asked, answered }, i): Example => ({
        row: i,
        prompt: `Question ${asked}?`,
        completion: `The answer to this question that was asked has number ${answered} in all.`,
        stratum: `s${asked % 3}`,
      }),
    ),
  );

test('a split that keeps copies together has no leak, loses no row and does not depend on their order', async () => {
  await fc.assert(
    fc.asyncProperty(rowsWithCopies, fc.nat(), fc.nat(), async (rows, seed, order) => {
      const settings = { parts: [60, 20, 20], seed };
      const split = splitExamples(rows, { ...settings, copies: await groupCopies(rows) });
      const groups = await groupCopies(rows);
      expect(checkLeaks(split, (one) => groups[one.row] as number).leaks).toEqual([]);
      expect(PART_NAMES.flatMap((name) => split[name].map((one) => one.row)).sort((a, b) => a - b)).toEqual(
        rows.map((one) => one.row),
      );
      const shuffled = shuffle(rows, createRandom(order));
      const again = splitExamples(shuffled, { ...settings, copies: await groupCopies(shuffled) });
      expect(again.fingerprint).toBe(split.fingerprint);
    }),
    { numRuns: 60 },
  );
});

test('without copies the groups change nothing', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => example(`Question ${i}?`, `${i}.`));
  const settings = { parts: [80, 10, 10], seed: 7 };
  expect(splitExamples(rows, { ...settings, copies: await groupCopies(rows) }).fingerprint).toBe(
    splitExamples(rows, settings).fingerprint,
  );
});
