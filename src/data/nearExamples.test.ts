import { expect, test } from 'vitest';
import type { Example } from './examples.ts';
import { findNearDuplicates } from './nearExamples.ts';

const example = (prompt: string, completion: string): Example => ({ row: 0, prompt, completion, stratum: null });
const LONG = Array.from({ length: 80 }, (_, i) => `word${i}`).join(' ');

test('later examples whose question and answer hardly differ are found, and only those', async () => {
  const examples = [
    example('What is a cold?', LONG),
    example('What is a  cold ?', `${LONG}.`),
    example('What is a cold?', `${LONG} and`),
    // The same answer to another question, another answer to the same question, and an equal example.
    example('What is hay fever?', LONG),
    example('What is a cold?', 'Something else altogether.'),
    example('What is a cold?', LONG),
  ];
  expect([...(await findNearDuplicates(examples))].map((found) => examples.indexOf(found))).toEqual([1, 2]);
});
