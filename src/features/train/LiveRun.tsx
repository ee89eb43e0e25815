import { text } from '../../app/messages/en.ts';
import type { RunState } from '../../store/run.ts';
import { useMetricLog } from '../../store/useMetricLog.ts';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { FilledIn } from './FilledIn.tsx';
import { LiveBar } from './LiveBar.tsx';
import { LiveFigures } from './LiveFigures.tsx';
import { LossSection } from './LossSection.tsx';
import { PhaseList } from './PhaseList.tsx';

/** A run under way or ended: how far, how fast, and the loss of every step. */
export function LiveRun({ run }: LiveRunProps) {
  const log = useMetricLog();
  const { facts } = run;
  const title = run.kind === 'finished' ? text.train.titleDone(facts.fileName) : text.train.titleLive(facts.fileName);
  return (
    <>
      <PlaceHeading intro={where(run)}>{title}</PlaceHeading>
      <FilledIn />
      {log.length > 0 && <LiveFigures log={log} run={run} />}
      {run.kind === 'active' && <PhaseList facts={facts} />}
      <LossSection log={log} baseLoss={facts.base?.loss ?? null} warmupSteps={facts.config.warmupSteps} />
      <LiveBar run={run} log={log} />
    </>
  );
}

function where({ facts: { ready } }: LiveRunProps['run']): string | undefined {
  if (ready === null) return undefined;
  return text.train.where(ready.gpu.name, ready.parameters, ready.trainableParameters, ready.peakBytes);
}

interface LiveRunProps {
  readonly run: Extract<RunState, { kind: 'active' | 'finished' }>;
}
