import { text } from '../../app/messages/en.ts';
import { formatPerplexity } from '../../lib/format.ts';
import { baselineOf } from '../../store/baseline.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { Figures } from '../../ui/Figures.tsx';

/** Where it came from and how far it is: the base, the latest and the best validation, each with its rows. */
export function Perplexity({ log, facts }: { readonly log: MetricLog; readonly facts: RunFacts }) {
  const base = baselineOf(log, facts.base);
  if (base === null) return null;
  const latest = log.validations.at(-1);
  const best = log.validations.findLast((validation) => validation.best);
  const figure = (label: string, perplexity: number, note: string) => ({
    label,
    value: formatPerplexity(perplexity),
    note,
  });
  return (
    <Figures
      label={text.train.perplexity}
      figures={[
        {
          ...figure(text.train.basePerplexity, base.perplexity, text.train.onRows[base.part](base.rows)),
          term: text.help.on('perplexity'),
        },
        ...(latest
          ? [figure(text.train.latestPerplexity, latest.perplexity, text.train.onValidation(latest.rows, latest.step))]
          : []),
        ...(best && best !== latest
          ? [figure(text.train.bestPerplexity, best.perplexity, text.train.onValidation(best.rows, best.step))]
          : []),
      ]}
    />
  );
}
