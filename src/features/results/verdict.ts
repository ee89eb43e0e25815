import { text } from '../../app/messages/en.ts';
import type { ComparisonRecord } from '../../run/events.ts';

/** Below this many rows the interval itself is unsure. */
const FEW_ROWS = 30;

/** The outcome in one sentence, with a warning where it rests on few rows. */
export function verdict({ rows, base, tuned, difference, change, confidence }: ComparisonRecord): string {
  const [before, after] = [Math.exp(base.value), Math.exp(tuned.value)];
  const share = (d: number) => Math.abs(Math.expm1(d));
  const ends = [share(difference.low), share(difference.high)] as const;
  const sentence =
    change === 'none'
      ? text.results.same(rows, before, after)
      : text.results[change](rows, before, after, share(difference.value), {
          confidence,
          low: Math.min(...ends),
          high: Math.max(...ends),
        });
  return rows < FEW_ROWS ? `${sentence} ${text.results.few}` : sentence;
}
