import { commonTerms, judge } from '../../evaluate/judge.ts';
import type { AnswerRecord, JudgingBasis, PredictionRecord } from '../events.ts';

/** The same answers judged by other constants of the rule; nothing is generated. */
export function rejudge<T extends PredictionRecord>(predictions: readonly T[], { rule, common }: JudgingBasis): T[] {
  const terms = commonTerms(common, rule);
  return predictions.map((prediction) => {
    const { prompt, reference } = prediction;
    const judged = ({ text, stop }: AnswerRecord) =>
      judge({ question: prompt, reference, answer: text, cut: stop !== 'stop', common: terms }, rule);
    return { ...prediction, judged: { base: judged(prediction.base), tuned: judged(prediction.tuned) } };
  });
}
