import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useModels } from '../../store/models.ts';
import {
  discardKept,
  type KeptRunEntry,
  lookAt,
  openKept,
  resumeKept,
  resumeWith,
  undoDiscard,
  useRecovery,
} from '../../store/recovery.ts';
import { useRun } from '../../store/run.ts';
import { FilesButton } from '../../ui/FilesButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { goTo } from '../../ui/place.ts';
import classes from './Recovery.module.css';

/** The runs that wait for something in this browser, each with what can be done about it; nothing while one trains here. */
export function RecoveryBanner() {
  const { runs: kept, failure, wants } = useRecovery();
  const runs = waitingRuns(kept);
  const training = useRun((run) => run.kind === 'active');
  if (training || (runs.length === 0 && failure === null)) return null;
  return (
    <section className={classes.banner} aria-label={text.recovery.region}>
      {failure !== null && (
        <Notice tone="error" word={text.recovery.failed}>
          {failure.message}
        </Notice>
      )}
      {runs.map((run) => (
        <div key={run.id} className={classes.run}>
          <KeptRun run={run} />
          {wants?.id === run.id && <AskForModel model={wants.model} />}
        </div>
      ))}
    </section>
  );
}

/** What stopped, cannot be read or is about to go, and the last one that ended and was not downloaded; all others are in the history. */
function waitingRuns(kept: readonly KeptRunEntry[]): readonly KeptRunEntry[] {
  const away = kept.filter(({ here }) => !here);
  const last = away.find(({ state }) => state.kind === 'finished');
  return away.filter(
    (run) => run.state.kind !== 'finished' || run.discarding || (run === last && run.downloadedAt === null),
  );
}

function KeptRun({ run }: { readonly run: KeptRunEntry }) {
  const { id, state, elsewhere, discarding } = run;
  const name = run.name ?? text.recovery.name(run.fileName.replace(/\.[^.]*$/, ''), run.model);
  if (discarding) {
    return (
      <Notice tone="info" action={<Choice onClick={() => undoDiscard(id)}>{text.recovery.undo}</Choice>}>
        {state.kind === 'damaged' ? text.recovery.discardedDamaged : text.recovery.discarded(name)}
      </Notice>
    );
  }
  const discard = <Choice onClick={() => discardKept(id)}>{text.recovery.discard}</Choice>;
  switch (state.kind) {
    case 'damaged':
      return (
        <Notice tone="warning" word={text.recovery.damaged} action={discard}>
          {text.recovery.damagedWhy(state.message)}
        </Notice>
      );
    case 'finished': {
      if (elsewhere) return <Notice tone="info">{text.recovery.finishedElsewhere(name)}</Notice>;
      const open = () => void openKept(id).then(() => goTo('results'));
      return (
        <Notice
          tone="info"
          action={
            <div className={classes.choices}>
              <Choice main onClick={open}>
                {text.recovery.open}
              </Choice>
              {discard}
            </div>
          }
        >
          {text.recovery.finished(name)}
        </Notice>
      );
    }
    case 'unfinished': {
      const { step, totalSteps, trial } = state;
      const begin = (work: Promise<void>) => {
        void work;
        goTo('train');
      };
      if (elsewhere) {
        return (
          <Notice tone="info" action={<Choice onClick={() => begin(lookAt(id))}>{text.recovery.look}</Choice>}>
            {text.recovery.elsewhere(name, step, totalSteps)}
          </Notice>
        );
      }
      return (
        <Notice
          tone="info"
          action={
            <div className={classes.choices}>
              <Choice main onClick={() => begin(resumeKept(id, false))}>
                {text.recovery.resume}
              </Choice>
              {(step > 0 || (trial !== null && trial.number > 1)) && (
                <Choice onClick={() => begin(resumeKept(id, true))}>
                  {trial === null ? text.recovery.keep : text.trials.keep(trial.number)}
                </Choice>
              )}
              {discard}
            </div>
          }
        >
          {trial === null
            ? text.recovery.unfinished(name, step, totalSteps)
            : text.trials.unfinished(name, trial.number, trial.total, step, totalSteps)}
        </Notice>
      );
    }
  }
}

/** The run goes on when its model is open again. */
function AskForModel({ model }: { readonly model: string }) {
  const opening = useModels((state) => state.opening);
  return (
    <>
      <Notice tone="warning" word={text.recovery.wants(model)}>
        {text.recovery.wantsHint}
      </Notice>
      <div className={classes.choices}>
        <FilesButton label={text.recovery.openFolder} folder onFiles={(files) => void resumeWith(files)} />
        <FilesButton label={text.recovery.openGguf} accept=".gguf" onFiles={(files) => void resumeWith(files)} />
        <span role="status">{opening === 'working' && text.model.opening}</span>
      </div>
      {typeof opening === 'object' && (
        <Notice tone="error" word={text.model.notOpened}>
          {opening.message}
        </Notice>
      )}
    </>
  );
}

function Choice({ main = false, onClick, children }: ChoiceProps) {
  return (
    <Button size="compact-md" variant={main ? 'filled' : 'default'} onClick={onClick}>
      {children}
    </Button>
  );
}

interface ChoiceProps {
  readonly main?: boolean;
  readonly onClick: () => void;
  readonly children: string;
}
