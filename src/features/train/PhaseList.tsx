import { text } from '../../app/messages/en.ts';
import type { RunPhase } from '../../run/events.ts';
import { type PhaseProgress, type RunFacts, runStage } from '../../store/runFacts.ts';
import { Meter } from '../../ui/Meter.tsx';
import classes from './Train.module.css';

/** What a run is doing besides training, with real figures; training itself has its own strip. */
export function PhaseList({ facts }: { readonly facts: RunFacts }) {
  const shown = shownPhases(facts);
  if (shown === null) return null;
  if (shown.length === 0) return <Single label={text.train.preparing} />;
  return (
    <div className={classes.phases}>
      {shown.map((progress) => (
        <Meter
          key={`${progress.phase} ${progress.detail}`}
          label={label(progress)}
          detail={amount(progress)}
          fraction={progress.total === 0 ? null : progress.done / progress.total}
        />
      ))}
    </div>
  );
}

const AFTER_TRAINING: readonly RunPhase[] = ['tuned', 'compare', 'fewShot', 'write'];

/** Loading and the base model until training begins, then what follows it; null: training itself. */
function shownPhases(facts: RunFacts): readonly PhaseProgress[] | null {
  const { phases, predictions } = facts;
  switch (runStage(facts)) {
    case 'preparing':
      return phases;
    case 'training':
      return null;
    case 'measuring': {
      const answers: PhaseProgress[] =
        predictions.length === 0
          ? []
          : [{ phase: 'predict', done: predictions.length, total: predictions[0]?.total ?? 0, detail: null }];
      return [...phases.filter(({ phase }) => AFTER_TRAINING.includes(phase)), ...answers];
    }
  }
}

function Single({ label }: { readonly label: string }) {
  return (
    <div className={classes.phases}>
      <Meter label={label} fraction={null} />
    </div>
  );
}

function label({ phase, detail }: PhaseProgress): string {
  if (detail === 'weights' || detail === 'kernels' || detail === 'autotune' || detail === 'form')
    return text.train.phases[detail];
  return text.train.phases[phase];
}

function amount({ detail, done, total }: PhaseProgress): string | undefined {
  if (total === 0) return undefined;
  if (detail === 'form') return text.train.phaseBytes(done, total);
  return text.train.phaseAmount(done, total);
}
