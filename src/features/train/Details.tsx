import { text } from '../../app/messages/en.ts';
import { formatBytes, formatDecimals, formatNumber } from '../../lib/format.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { Figures } from '../../ui/Figures.tsx';
import { formatRate } from './formatRate.ts';
import classes from './Train.module.css';

/** What an engineer looks for, out of the way of everybody else. */
export function Details({ log, facts }: { readonly log: MetricLog; readonly facts: RunFacts }) {
  const last = log.at(log.length - 1);
  const { ready, savedStep } = facts;
  return (
    <details className={classes.details}>
      <summary>{text.train.details}</summary>
      <div className={classes.detail}>
        <Figures
          label={text.train.details}
          figures={[
            ...(last
              ? [
                  { label: text.train.loss, value: formatDecimals(last.loss, 4) },
                  { label: text.train.learningRate, value: formatRate(last.lr) },
                  { label: text.train.gradNorm, value: formatDecimals(last.gradNorm, 3) },
                ]
              : []),
            ...(ready ? [{ label: text.train.gpuMemory, value: formatBytes(ready.peakBytes) }] : []),
            ...(savedStep === null ? [] : [{ label: text.train.savedAt, value: formatNumber(savedStep) }]),
          ]}
        />
        {ready && <p>{text.train.where(ready.gpu.name, ready.parameters, ready.trainableParameters)}</p>}
        {ready?.tier && <p>{text.train.tier(ready.tier.name, ready.tier.reason)}</p>}
        {log.validations.length > 0 && (
          <ol className={classes.log} aria-label={text.train.log} reversed>
            {log.validations.toReversed().map(({ step, loss, perplexity, best }) => (
              <li key={step}>{text.train.logLine(step, loss, perplexity, best)}</li>
            ))}
          </ol>
        )}
      </div>
    </details>
  );
}
