import { useMemo, useRef } from 'react';
import { text } from '../../app/messages/en.ts';
import { lossTable } from '../../lib/chart/lossTable.ts';
import { baselineOf } from '../../store/baseline.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { finishedLossData } from '../../store/lossData.ts';
import { ChartMenu } from '../../ui/ChartMenu.tsx';
import { LossFigure } from '../../ui/LossFigure.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Results.module.css';

/** How the run in view was trained, step by step. */
export function TrainingLoss({ run }: { readonly run: FinishedRun }) {
  const figure = useRef<HTMLDivElement>(null);
  const data = useMemo(() => finishedLossData(run), [run]);
  const { loss, menu } = text.charts;
  const base = baselineOf(run, run.facts.base);
  return (
    <Section
      id="training"
      title={loss.title}
      aside={<ChartMenu figure={figure} title={loss.title} table={() => lossTable(data, loss.columns)} labels={menu} />}
    >
      <div ref={figure} className={classes.training}>
        <LossFigure data={data} labels={loss} />
      </div>
      <p className={classes.quiet}>
        {loss.caption(base?.part ?? null, {
          checkpoints: data.checkpoints.length > 0,
          broken: data.broken.length > 0,
          best: data.bestStep !== null,
        })}
      </p>
    </Section>
  );
}
