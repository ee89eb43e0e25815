import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markAnswer, markReference } from './answerMarks.ts';
import { readAnswer } from './answerWords.ts';

const texts = {
  question: 'What are signs of measles?',
  reference: 'Signs of measles: fever, a cough and 2 rashes. Ask a doctor.',
  answer: 'The signs are fevers, two rashes’ itch and ICE. Ask a doctor.',
  common: new Set(['ask', 'doctor']),
};
const marked = (parts: ReturnType<typeof markAnswer>) =>
  parts.filter(({ kind }) => kind !== 'plain').map(({ text, kind }) => `${kind} ${text}`);

describe('marks', () => {
  it('are key terms of the answer, in the reference or not', () => {
    expect(marked(markAnswer(texts))).toEqual([
      'shared fevers',
      'shared two',
      'shared rashes',
      'foreign itch',
      'foreign ICE',
    ]);
  });

  it('are key terms of the reference, said or not', () => {
    expect(marked(markReference(texts))).toEqual(['shared fever', 'missing cough', 'shared 2', 'shared rashes']);
  });

  it('leave every character in its place, and mark the words that the rule counts', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 80, unit: 'grapheme' }),
      fc.stringMatching(/^([a-z’0-9 .,]{0,40} )*$/),
    );
    fc.assert(
      fc.property(text, text, (reference, answer) => {
        const all = { question: '', reference, answer, common: new Set<string>() };
        expect(
          markAnswer(all)
            .map((part) => part.text)
            .join(''),
        ).toBe(answer);
        expect(
          markReference(all)
            .map((part) => part.text)
            .join(''),
        ).toBe(reference);
        // Beside letters that Unicode would write in another way.
        if (answer === answer.normalize('NFKC'))
          expect(marked(markAnswer(all)).length).toBe(readAnswer(answer).words.length);
      }),
    );
  });
});
