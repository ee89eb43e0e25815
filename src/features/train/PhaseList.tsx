import { text } from '../../app/messages/en.ts';
import type { PhaseProgress } from '../../store/runFacts.ts';
import { Meter } from '../../ui/Meter.tsx';
import classes from './Train.module.css';

/** What a run is doing besides training, with real figures; training itself has its own strip. */
export function PhaseList({ phases }: { readonly phases: readonly PhaseProgress[] }) {
  if (phases.length === 0) return <Single label={text.train.preparing} />;
  const shown = phases.some(({ phase }) => phase === 'train')
    ? phases.filter(({ phase }) => phase === 'tuned' || phase === 'predict' || phase === 'write')
    : phases;
  if (shown.length === 0) return null;
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

function Single({ label }: { readonly label: string }) {
  return (
    <div className={classes.phases}>
      <Meter label={label} fraction={null} />
    </div>
  );
}

function label({ phase, detail }: PhaseProgress): string {
  if (detail === 'weights' || detail === 'kernels' || detail === 'autotune') return text.train.phases[detail];
  return text.train.phases[phase];
}

function amount({ done, total, detail }: PhaseProgress): string | undefined {
  if (total === 0) return undefined;
  return detail === 'weights' ? text.train.phaseBytes(done, total) : text.train.phaseAmount(done, total);
}
