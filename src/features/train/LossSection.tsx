import { memo, type RefObject, useCallback, useMemo, useRef, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { LossData } from '../../lib/chart/drawnLoss.ts';
import { lossTable } from '../../lib/chart/lossTable.ts';
import { baselineOf } from '../../store/baseline.ts';
import { liveLossData } from '../../store/lossData.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { ChartMenu } from '../../ui/ChartMenu.tsx';
import { LossFigure } from '../../ui/LossFigure.tsx';
import { Section } from '../../ui/Section.tsx';
import { Term } from '../../ui/Term.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import { Caption } from './Caption.tsx';
import { StepTable } from './StepTable.tsx';
import classes from './Train.module.css';

export function LossSection({ log, facts }: LossSectionProps) {
  const [view, setView] = useState<FigureView>('chart');
  const figure = useRef<HTMLDivElement>(null);
  const version = log.version();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the log changes in place, its version tells when
  const data = useMemo(() => liveLossData(log, facts), [log, version, facts]);
  const now = useRef(data);
  now.current = data;
  return (
    <Section
      id="loss"
      title={<Term {...text.help.on('loss')}>{text.train.chartTitle}</Term>}
      aside={<Aside view={view} onChange={setView} figure={figure} now={now} />}
    >
      {log.length === 0 && <div className={classes.placeholder}>{text.train.waitingForSteps}</div>}
      {log.length > 0 && view === 'table' && <StepTable log={log} />}
      {log.length > 0 && view === 'chart' && (
        <div ref={figure} className={classes.loss}>
          <LossFigure data={data} labels={text.charts.loss} />
        </div>
      )}
      <Caption log={log} config={facts.config} />
      {log.length > 0 && view === 'chart' && (
        <p className={classes.quiet}>
          {text.charts.loss.caption(baselineOf(log, facts.base)?.part ?? null, {
            checkpoints: data.checkpoints.length > 0,
            broken: data.broken.length > 0,
            best: data.bestStep !== null,
          })}
        </p>
      )}
    </Section>
  );
}

/** Steps change nothing in it. */
const Aside = memo(function Aside({ view, onChange, figure, now }: AsideProps) {
  const table = useCallback(() => lossTable(now.current, text.charts.loss.columns), [now]);
  return (
    <div className={classes.aside}>
      <ViewSwitch value={view} onChange={onChange} labels={text.train} />
      <ChartMenu figure={figure} title={text.charts.loss.title} table={table} labels={text.charts.menu} />
    </div>
  );
});

interface AsideProps {
  readonly view: FigureView;
  readonly onChange: (view: FigureView) => void;
  readonly figure: RefObject<HTMLElement | null>;
  /** The data as they are when somebody asks for them. */
  readonly now: RefObject<LossData>;
}

interface LossSectionProps {
  readonly log: MetricLog;
  readonly facts: RunFacts;
}
