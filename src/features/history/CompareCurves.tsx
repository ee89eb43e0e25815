import { Table } from '@mantine/core';
import { useRef, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { CsvTable } from '../../lib/chart/csvText.ts';
import { formatLoss } from '../../lib/format.ts';
import { ChartMenu } from '../../ui/ChartMenu.tsx';
import { CurvesChart } from '../../ui/CurvesChart.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import classes from './History.module.css';
import type { NamedRun } from './runName.ts';

/** So many rows tell a curve in a table. */
const ROWS = 20;

/** The training losses of the runs over one another, as lines or in figures. */
export function CompareCurves({ runs }: { readonly runs: readonly NamedRun[] }) {
  const [view, setView] = useState<FigureView>('chart');
  const figure = useRef<HTMLDivElement>(null);
  const { history, train, charts } = text;
  return (
    <div ref={figure} className={classes.curves}>
      <div className={classes.curvesHead}>
        <h3 className={classes.curvesTitle}>{history.curves}</h3>
        <div className={classes.figureTools}>
          <ViewSwitch value={view} onChange={setView} labels={train} />
          <ChartMenu figure={figure} title={history.curves} table={() => curvesTable(runs)} labels={charts.menu} />
        </div>
      </div>
      {view === 'chart' ? (
        <CurvesChart
          curves={runs.map((run) => ({ id: run.id, name: run.title, ...run.curve }))}
          labels={{ title: history.curves, xAxis: history.curvesX, yAxis: history.curvesY }}
        />
      ) : (
        <CurvesTable runs={runs} />
      )}
      <p className={classes.quiet}>{history.curvesCaption}</p>
    </div>
  );
}

function CurvesTable({ runs }: { readonly runs: readonly NamedRun[] }) {
  const steps = [...new Set(runs.flatMap(({ curve }) => curve.steps))].sort((a, b) => a - b);
  const stride = Math.max(1, Math.ceil(steps.length / ROWS));
  const shown = steps.filter((_, i) => (i + 1) % stride === 0 || i === steps.length - 1);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.compareBox} tabIndex={0} aria-label={text.history.curves}>
      <Table className={classes.compare} style={{ '--runs': runs.length }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.train.step}</Table.Th>
            {runs.map((run) => (
              <Table.Th key={run.id} scope="col">
                {run.title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((step) => (
            <Table.Tr key={step}>
              <Table.Th scope="row" className={classes.label}>
                {step}
              </Table.Th>
              {runs.map(({ id, curve }) => (
                <Table.Td key={id}>{formatLoss(lossAt(curve, step))}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** Every step that any of the runs has, one column a run. */
function curvesTable(runs: readonly NamedRun[]): CsvTable {
  const steps = [...new Set(runs.flatMap(({ curve }) => curve.steps))].sort((a, b) => a - b);
  return {
    header: [text.train.step, ...runs.map(({ title }) => `${title} (${text.history.curvesY})`)],
    rows: steps.map((step) => [step, ...runs.map(({ curve }) => lossAt(curve, step) ?? null)]),
  };
}

/** The last loss up to a step; undefined where the run had ended before. */
function lossAt({ steps, losses }: NamedRun['curve'], step: number): number | undefined {
  if (step > (steps.at(-1) ?? 0)) return undefined;
  return losses[steps.findLastIndex((known) => known <= step)];
}
