import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useData } from '../../store/data.ts';
import { shownRun, useFinishedRuns } from '../../store/finishedRuns.ts';
import { otherRate, queueTrial, type TrialFigures } from '../../store/trials.ts';
import { RateChart } from '../../ui/RateChart.tsx';
import classes from './Results.module.css';

/** Final training loss against learning rate, one line per batch size; with one rate only, the way to a second. */
export function RateFigure({ trials, coming }: RateFigureProps) {
  const shown = useFinishedRuns(shownRun);
  const hasRows = useData((data) => data.kind === 'open');
  const rates = new Set(trials.map(({ learningRate }) => learningRate));
  if (shown === null) return null;
  if (rates.size >= 2) {
    return (
      <RateChart
        points={trials.map(({ learningRate, batchSize, finalTrainingLoss }) => ({
          rate: learningRate,
          loss: finalTrainingLoss,
          line: text.results.batchLine(batchSize),
        }))}
        labels={{ title: text.results.rateFigure, xAxis: text.results.rateX, yAxis: text.results.lossY }}
      />
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

interface RateFigureProps {
  readonly trials: readonly TrialFigures[];
  /** A trial is under way or waiting. */
  readonly coming: boolean;
}
