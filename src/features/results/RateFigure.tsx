import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { CsvTable } from '../../lib/chart/csvText.ts';
import { useData } from '../../store/data.ts';
import { shownRun, useFinishedRuns } from '../../store/finishedRuns.ts';
import type { TrialRow } from '../../store/trialRows.ts';
import { otherRate, queueTrial } from '../../store/trials.ts';
import { ChartMenu } from '../../ui/ChartMenu.tsx';
import { RateChart } from '../../ui/RateChart.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import { RateTable } from './RateTable.tsx';
import classes from './Results.module.css';

/** Final training loss against learning rate, one line per batch size; with one rate only, the way to a second. */
export function RateFigure({ rows }: { readonly rows: readonly TrialRow[] }) {
  const [view, setView] = useState<FigureView>('chart');
  const shown = useFinishedRuns(shownRun);
  const hasRows = useData((data) => data.kind === 'open');
  const figure = useRef<HTMLDivElement>(null);
  const points = rows.flatMap(({ learningRate, batchSize, finalTrainingLoss }) =>
    finalTrainingLoss === null || !Number.isFinite(finalTrainingLoss)
      ? []
      : [{ rate: learningRate, batchSize, loss: finalTrainingLoss, line: text.results.batchLine(batchSize) }],
  );
  const coming = rows.some(({ status }) => status === 'waiting' || status === 'running');
  if (new Set(points.map(({ rate }) => rate)).size >= 2) {
    return (
      <div ref={figure} className={classes.curves}>
        {view === 'chart' ? (
          <RateChart
            points={points}
            labels={{ title: text.results.rateFigure, xAxis: text.results.rateX, yAxis: text.results.lossY }}
          />
        ) : (
          <RateTable points={points} />
        )}
        <div className={classes.figureTools}>
          <ViewSwitch value={view} onChange={setView} labels={text.results} />
          {view === 'chart' && (
            <ChartMenu
              figure={figure}
              title={text.results.rateFigure}
              table={() => rateTable(points)}
              labels={text.charts.menu}
            />
          )}
        </div>
      </div>
    );
  }
  if (shown === null) return null;
  const { config } = shown.facts;
  const rate = otherRate(config.learningRate);
  return (
    <div className={classes.needsRates}>
      <h3 className={classes.smallTitle}>{text.results.rateFigure}</h3>
      <p>{text.results.needsTwoRates}</p>
      {!coming && (
        <>
          <Button variant="default" disabled={!hasRows} onClick={() => queueTrial({ ...config, learningRate: rate })}>
            {text.results.runToo(rate)}
          </Button>
          <p className={classes.quiet}>{hasRows ? text.results.runTooHint : text.results.openRowsFirst}</p>
        </>
      )}
    </div>
  );
}

function rateTable(points: readonly { rate: number; batchSize: number; loss: number }[]): CsvTable {
  const { learningRate, batchSize, finalLoss } = text.trials.columns;
  return {
    header: [learningRate, batchSize, finalLoss],
    rows: points.map((point) => [point.rate, point.batchSize, point.loss]),
  };
}
