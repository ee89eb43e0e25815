import { text } from '../../app/messages/en.ts';
import type { RunConfig } from '../../run/config.ts';
import type { MetricLog } from '../../store/metricLog.ts';

/** What the curve is doing, by its real state. */
export function Caption({ log, config }: CaptionProps) {
  const validation = log.validations.at(-1);
  if (validation !== undefined) {
    const risen = log.validations.length - 1 - log.validations.findLastIndex(({ best }) => best);
    if (risen === 0) return <p>{text.train.validatedBest(validation.perplexity)}</p>;
    return <p>{text.train.validatedWorse(risen, config.earlyStopping ? config.patience : null)}</p>;
  }
  if (log.length > 0 && log.length < config.warmupSteps)
    return <p>{text.train.warmUp(config.warmupSteps, log.totalSteps)}</p>;
  return null;
}

interface CaptionProps {
  readonly log: MetricLog;
  readonly config: RunConfig;
}
