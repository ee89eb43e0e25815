import { text } from '../../app/messages/en.ts';
import type { EvaluationRecord } from '../../run/events.ts';

/** Perplexities closer than this share of each other count as no change. */
const NO_CHANGE = 0.005;
const FEW_ROWS = 30;

/** The outcome in one sentence, with a warning where it rests on few rows. */
export function verdict(base: EvaluationRecord, tuned: EvaluationRecord): string {
  const ratio = tuned.perplexity / base.perplexity;
  const say = Math.abs(ratio - 1) < NO_CHANGE ? text.results.same : ratio < 1 ? text.results.fell : text.results.rose;
  const sentence = say(base.rows, base.perplexity, tuned.perplexity);
  return base.rows < FEW_ROWS ? `${sentence} ${text.results.few}` : sentence;
}
