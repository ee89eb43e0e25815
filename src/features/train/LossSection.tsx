import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { type LossPoint, lossSeries } from '../../store/lossSeries.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import { useTracked } from '../../store/useTracked.ts';
import type { LossChartRow } from '../../ui/LossChart.tsx';
import { Section } from '../../ui/Section.tsx';
import { loadLossChart } from './lossChartModule.ts';
import { StepTable } from './StepTable.tsx';
import classes from './Train.module.css';

const LossChart = lazy(() => loadLossChart().then((module) => ({ default: module.LossChart })));

/** More points than a chart has pixels would only cost time. */
const MAX_POINTS = 400;

const NO_ROWS: readonly LossChartRow[] = [];
const LABELS = { ...text.train, title: text.train.chartTitle };

type View = 'chart' | 'table';

export function LossSection({ log, baseLoss, warmupSteps }: LossSectionProps) {
  const [view, setView] = useState<View>('chart');
  return (
    <Section
      id="loss"
      title={text.train.chartTitle}
      aside={
        <SegmentedControl<View>
          aria-label={text.train.view}
          size="xs"
          transitionDuration={0}
          value={view}
          onChange={setView}
          data={[
            { value: 'chart', label: text.train.chart },
            { value: 'table', label: text.train.table },
          ]}
        />
      }
    >
      {log.length === 0 && <NoChart />}
      {log.length > 0 && view === 'table' && <StepTable log={log} />}
      {log.length > 0 && view === 'chart' && (
        <Suspense fallback={<ChartLoading />}>
          <Chart log={log} baseLoss={baseLoss} />
        </Suspense>
      )}
      <Caption log={log} warmupSteps={warmupSteps} />
      {log.length > 0 && view === 'chart' && <p className={classes.quiet}>{text.train.baseCaption}</p>}
    </Section>
  );
}

/** Drawn at low priority: figures and buttons come first, and a step more never blocks them. */
function Chart({ log, baseLoss }: Pick<LossSectionProps, 'log' | 'baseLoss'>) {
  const version = log.version();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the log changes in place, its version tells when
  const rows = useMemo(() => chartRows(lossSeries(log, MAX_POINTS), log), [log, version]);
  // Even the first chart is drawn in slices.
  const shown = useDeferredValue(rows, NO_ROWS);
  if (shown.length === 0) return <ChartLoading />;
  return <LossChart rows={shown} totalSteps={log.totalSteps} baseLoss={baseLoss} labels={LABELS} />;
}

function NoChart() {
  return <div className={classes.placeholder}>{text.train.waitingForSteps}</div>;
}

function ChartLoading() {
  useTracked();
  return <NoChart />;
}

function Caption({ log, warmupSteps }: Pick<LossSectionProps, 'log' | 'warmupSteps'>) {
  const validation = log.validations.at(-1);
  if (validation !== undefined) return <p>{text.train.validated(validation.perplexity, validation.best)}</p>;
  if (log.length > 0 && log.length < warmupSteps) return <p>{text.train.warmUp(warmupSteps, log.totalSteps)}</p>;
  return null;
}

/** Training and validation in one list by step, as the chart wants them. */
function chartRows(points: readonly LossPoint[], log: MetricLog): readonly LossChartRow[] {
  const rows = new Map<number, LossChartRow>(points.map((point) => [point.step, point]));
  for (const { step, loss } of log.validations) rows.set(step, { ...rows.get(step), step, validation: loss });
  return [...rows.values()].sort((a, b) => a.step - b.step);
}

interface LossSectionProps {
  readonly log: MetricLog;
  readonly baseLoss: number | null;
  readonly warmupSteps: number;
}
