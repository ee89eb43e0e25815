import { text } from '../../app/messages/en.ts';
import type { RunState } from '../../store/run.ts';
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

/** A run under way or ended: how far, how fast, the loss of every step, and one question as it learns. */
export function LiveRun({ run }: LiveRunProps) {
  const log = useMetricLog();
  const { facts } = run;
  return (
    <>
      <PlaceHeading intro={run.kind === 'elsewhere' ? text.train.elsewhere : undefined}>{title(run)}</PlaceHeading>
      {run.kind !== 'elsewhere' && <FilledIn />}
      {run.kind !== 'elsewhere' && <RunNotices facts={facts} />}
      <LiveFigures log={log} run={run} />
      {run.kind === 'active' && <PhaseList facts={facts} />}
      {run.kind === 'active' && <NotifySwitch />}
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

function title({ kind, facts: { fileName } }: LiveRunProps['run']): string {
  if (kind === 'elsewhere') return text.train.titleElsewhere(fileName);
  return kind === 'finished' ? text.train.titleDone(fileName) : text.train.titleLive(fileName);
}

interface LiveRunProps {
  readonly run: Extract<RunState, { kind: 'active' | 'finished' | 'elsewhere' }>;
}
