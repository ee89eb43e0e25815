import { Table } from '@mantine/core';
import { useRef, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { CsvTable } from '../../lib/chart/csvText.ts';
import { formatLoss } from '../../lib/format.ts';
import type { TrialRow } from '../../store/trialRows.ts';
import { ChartMenu } from '../../ui/ChartMenu.tsx';
import { CurvesChart } from '../../ui/CurvesChart.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import classes from './Results.module.css';

const SHARES = [0.25, 0.5, 0.75, 1] as const;

/** The smoothed training losses of all trials over one another; with fewer than two there is nothing to compare. */
export function TrialCurves({ rows }: { readonly rows: readonly TrialRow[] }) {
  const [view, setView] = useState<FigureView>('chart');
  const figure = useRef<HTMLDivElement>(null);
  const drawn = rows.filter(({ curve }) => curve.length > 1);
  if (drawn.length < 2) return null;
  const nameOf = ({ number, learningRate, batchSize }: TrialRow) =>
    text.trials.curveName(number, learningRate, batchSize);
  return (
    <div ref={figure} className={classes.curves}>
      <div className={classes.lengthsHead}>
        <h3 className={classes.smallTitle}>{text.trials.curves}</h3>
        <div className={classes.figureTools}>
          <ViewSwitch value={view} onChange={setView} labels={text.results} />
          <ChartMenu
            figure={figure}
            title={text.trials.curves}
            table={() => curvesTable(drawn, nameOf)}
            labels={text.charts.menu}
          />
        </div>
      </div>
      {view === 'chart' ? (
        <CurvesChart
          curves={drawn.map((row) => ({
            id: String(row.number),
            name: nameOf(row),
            steps: row.curve.map(({ step }) => step),
            losses: row.curve.map(({ smooth }) => smooth),
          }))}
          labels={{ title: text.trials.curves, xAxis: text.trials.curveX, yAxis: text.trials.curveY }}
        />
      ) : (
        <CurveTable rows={drawn} nameOf={nameOf} />
      )}
      <p className={classes.quiet}>{text.trials.curvesHelp}</p>
    </div>
  );
}

function curvesTable(rows: readonly TrialRow[], nameOf: (row: TrialRow) => string): CsvTable {
  return {
    header: [text.trials.columns.trial, text.trials.curveX, text.trials.curveY],
    rows: rows.flatMap((row) => row.curve.map(({ step, smooth }) => [nameOf(row), step, smooth])),
  };
}

function CurveTable({ rows, nameOf }: { rows: readonly TrialRow[]; nameOf: (row: TrialRow) => string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.trialBox} tabIndex={0} aria-label={text.trials.curvesTable}>
      <Table aria-label={text.trials.curvesTable}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.trials.columns.trial}</Table.Th>
            {SHARES.map((share) => (
              <Table.Th key={share} scope="col" ta="right">
                {text.trials.curveShare(100 * share)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.number}>
              <Table.Th scope="row">{nameOf(row)}</Table.Th>
              {SHARES.map((share) => (
                <Table.Td key={share} ta="right">
                  {formatLoss(row.curve[Math.ceil(share * row.curve.length) - 1]?.smooth)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
