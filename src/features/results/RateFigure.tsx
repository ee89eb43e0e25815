import { Button } from '@mantine/core';
import { useRef } from 'react';
import { text } from '../../app/messages/en.ts';
import type { CsvTable } from '../../lib/chart/csvText.ts';
import { useData } from '../../store/data.ts';
import { shownRun, useFinishedRuns } from '../../store/finishedRuns.ts';
import { otherRate, queueTrial, type TrialFigures } from '../../store/trials.ts';
import { ChartMenu } from '../../ui/ChartMenu.tsx';
import { RateChart } from '../../ui/RateChart.tsx';
import classes from './Results.module.css';

/** Final training loss against learning rate, one line per batch size; with one rate only, the way to a second. */
export function RateFigure({ trials, coming }: RateFigureProps) {
  const shown = useFinishedRuns(shownRun);
  const hasRows = useData((data) => data.kind === 'open');
  const figure = useRef<HTMLDivElement>(null);
  const rates = new Set(trials.map(({ learningRate }) => learningRate));
  if (shown === null) return null;
  if (rates.size >= 2) {
    return (
      <div ref={figure} className={classes.rates}>
        <RateChart
          points={trials.map(({ learningRate, batchSize, finalTrainingLoss }) => ({
            rate: learningRate,
            loss: finalTrainingLoss,
            line: text.results.batchLine(batchSize),
          }))}
          labels={{ title: text.results.rateFigure, xAxis: text.results.rateX, yAxis: text.results.lossY }}
        />
        <ChartMenu
          figure={figure}
          title={text.results.rateFigure}
          table={() => rateTable(trials)}
          labels={text.charts.menu}
        />
      </div>
    );
  }
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

function rateTable(trials: readonly TrialFigures[]): CsvTable {
  const { learningRate, batchSize, finalLoss } = text.results.trialColumns;
  return {
    header: [learningRate, batchSize, finalLoss],
    rows: trials.map((trial) => [trial.learningRate, trial.batchSize, trial.finalTrainingLoss]),
  };
}

interface RateFigureProps {
  readonly trials: readonly TrialFigures[];
  /** A trial is under way or waiting. */
  readonly coming: boolean;
}
