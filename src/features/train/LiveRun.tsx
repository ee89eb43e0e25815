import { text } from '../../app/messages/en.ts';
import type { RunState } from '../../store/run.ts';
import { bestOfGrid, trialUnderWay } from '../../store/trialRows.ts';
import { useMetricLog } from '../../store/useMetricLog.ts';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';

import { Details } from './Details.tsx';

import { FilledIn } from './FilledIn.tsx';

import { LiveBar } from './LiveBar.tsx';
import { LiveFigures } from './LiveFigures.tsx';
import { LossSection } from './LossSection.tsx';
import { NotifySwitch } from './NotifySwitch.tsx';
import { Perplexity } from './Perplexity.tsx';
import { PhaseList } from './PhaseList.tsx';
import { QuestionSection } from './QuestionSection.tsx';
import { RunNotices } from './RunNotices.tsx';
import classes from './Train.module.css';
import { TrialQueue } from './TrialQueue.tsx';

/** A run under way or ended: how far, how fast, the loss of every step, and one question as it learns. */
export function LiveRun({ run }: LiveRunProps) {
  const log = useMetricLog();
  const { facts } = run;
  return (
    <>
      <PlaceHeading intro={intro(run)}>{title(run)}</PlaceHeading>
      {run.kind !== 'elsewhere' && <FilledIn />}
      {run.kind !== 'elsewhere' && <RunNotices facts={facts} />}
      <LiveFigures log={log} run={run} />
      {run.kind === 'active' && <PhaseList facts={facts} />}
      {run.kind === 'active' && <NotifySwitch />}
      {facts.trials.length > 0 && (
        <TrialQueue trials={facts.trials} live={run.kind === 'active' && run.wish !== 'cancel'} />
      )}
      <div className={classes.columns}>
        <LossSection log={log} facts={facts} />
        <QuestionSection facts={facts} />
      </div>
      <Perplexity log={log} facts={facts} />
      <Details log={log} facts={facts} />
      <LiveBar run={run} log={log} />
    </>
  );
}

function intro({ kind, facts }: LiveRunProps['run']): string | undefined {
  if (kind === 'elsewhere') return text.train.elsewhere;
  const { trials, config } = facts;
  const current = trialUnderWay(trials);
  if (current !== null) {
    const { number, learningRate, batchSize } = current.trial;
    return text.trials.underWay(number, current.total, learningRate, batchSize);
  }
  const best = bestOfGrid(trials);
  if (best === null) return undefined;
  return text.trials.bestShown(best.number, trials.length, config.learningRate, config.batchSize);
}

function title({ kind, facts: { fileName } }: LiveRunProps['run']): string {
  if (kind === 'elsewhere') return text.train.titleElsewhere(fileName);
  return kind === 'finished' ? text.train.titleDone(fileName) : text.train.titleLive(fileName);
}

interface LiveRunProps {
  readonly run: Extract<RunState, { kind: 'active' | 'finished' | 'elsewhere' }>;
}
