import { judge } from '../../../evaluate/judge.ts';
import type { PredictionRecord } from '../../events.ts';

const REFERENCE = 'fever, cough, rash and chills';

/** Rows whose tuned answer matches, is vague and does not match in turn; the base never matches. */
export function examplePredictions(count: number): PredictionRecord[] {
  const answers = [REFERENCE, 'a fever and a cough', '=unrelated, "words"\nonly'];
  return Array.from({ length: count }, (_, index) => {
    const of = (text: string) => ({ text, tokens: text.length, stop: 'stop' as const });
    const judged = (answer: string) => judge({ question: `q${index}`, reference: REFERENCE, answer, cut: false });
    const [base, tuned] = [`nothing of it ${index}`, answers[index % 3] as string];
    return {
      index: index * 2,
      prompt: `q${index}`,
      reference: REFERENCE,
      stratum: null,
      base: of(base),
      tuned: of(tuned),
      judged: { base: judged(base), tuned: judged(tuned) },
    };
  });
}
