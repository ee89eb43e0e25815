import { SegmentedControl } from '@mantine/core';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { lossSeries } from '../../lib/chart/lossSeries.ts';
import { baselineOf } from '../../store/baseline.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { LossChart } from '../../ui/LossChart.tsx';
import { Section } from '../../ui/Section.tsx';
import { Term } from '../../ui/Term.tsx';
import { Caption } from './Caption.tsx';
import { StepTable } from './StepTable.tsx';
import classes from './Train.module.css';

/** More points than a chart has pixels would only cost time; the log keeps every step. */
const MAX_POINTS = 400;

const LABELS = { ...text.train, title: text.train.chartTitle };

type View = 'chart' | 'table';

export function LossSection({ log, facts }: LossSectionProps) {
  const [view, setView] = useState<View>('chart');
  const base = baselineOf(log, facts.base);
  return (
    <Section
      id="loss"
      title={<Term {...text.help.on('loss')}>{text.train.chartTitle}</Term>}
      aside={<ViewSwitch view={view} onChange={setView} />}
    >
      {log.length === 0 && <div className={classes.placeholder}>{text.train.waitingForSteps}</div>}
      {log.length > 0 && view === 'table' && <StepTable log={log} />}
      {log.length > 0 && view === 'chart' && <Chart log={log} baseLoss={base?.loss ?? null} />}
      <Caption log={log} config={facts.config} />
      {log.length > 0 && view === 'chart' && (
        <p className={classes.quiet}>{text.train.lineCaption(base?.part ?? null)}</p>
      )}
    </Section>
  );
}

/** Steps change nothing in it. */
const ViewSwitch = memo(function ViewSwitch({ view, onChange }: ViewSwitchProps) {
  return (
    <SegmentedControl<View>
      aria-label={text.train.view}
      size="xs"
      transitionDuration={0}
      value={view}
      onChange={onChange}
      data={[
        { value: 'chart', label: text.train.chart },
        { value: 'table', label: text.train.table },
      ]}
    />
  );
});

interface ViewSwitchProps {
  readonly view: View;
  readonly onChange: (view: View) => void;
}

/** Drawn at low priority: figures and buttons come first, and a step more never blocks them. */
function Chart({ log, baseLoss }: { readonly log: MetricLog; readonly baseLoss: number | null }) {
  const version = log.version();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the log changes in place, its version tells when
  const drawn = useMemo(
    () => ({
      points: lossSeries({ steps: log.column('step'), losses: log.column('loss') }, MAX_POINTS),
      validations: log.validations,
      totalSteps: log.totalSteps,
    }),
    [log, version],
  );
  return <LossChart {...useDeferredValue(drawn)} baseLoss={baseLoss} labels={LABELS} />;
}

interface LossSectionProps {
  readonly log: MetricLog;
  readonly facts: RunFacts;
}
