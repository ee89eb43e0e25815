import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { discardKept, lookAt, openKept, resumeKept } from '../../store/recovery.ts';
import { useRun } from '../../store/run.ts';
import { goTo } from '../../ui/place.ts';
import { exportRuns } from './exportRuns.ts';
import classes from './History.module.css';
import type { NamedRun } from './runName.ts';

/** What can be done about a run; what cannot (now) is not offered. */
export function RunActions({ run, name, renaming, onRename }: RunActionsProps) {
  const { id, state, here, elsewhere } = run;
  const training = useRun(({ kind }) => kind === 'active');
  const { history } = text;
  const begin = (work: Promise<void>) => {
    void work;
    goTo('train');
  };
  const ways = [
    state.kind === 'finished' && {
      label: history.open,
      named: history.openNamed(name),
      act: () => void openKept(id).then(() => goTo('results')),
    },
    state.kind === 'unfinished' &&
      !here &&
      !elsewhere &&
      !training && {
        label: history.resume,
        named: history.resumeNamed(name),
        act: () => begin(resumeKept(id, false)),
      },
    state.kind === 'unfinished' &&
      (here || elsewhere) && {
        label: history.look,
        named: history.lookNamed(name),
        act: () => (here ? goTo('train') : begin(lookAt(id))),
      },
    state.kind !== 'damaged' && !renaming && { label: history.rename, named: history.renameNamed(name), act: onRename },
    state.kind === 'finished' && {
      label: history.export,
      named: history.exportNamed(name),
      act: () => void exportRuns([run]),
    },
    // A run in another tab, or under way, is not anybody else's to delete.
    !elsewhere &&
      !(here && state.kind === 'unfinished') && {
        label: history.remove,
        named: history.removeNamed(name),
        act: () => discardKept(id),
      },
  ];
  return (
    <div className={classes.actions}>
      {ways.map(
        (way) =>
          way !== false && (
            <Button key={way.label} size="compact-md" variant="default" aria-label={way.named} onClick={way.act}>
              {way.label}
            </Button>
          ),
      )}
    </div>
  );
}

interface RunActionsProps {
  readonly run: NamedRun;
  readonly name: string;
  readonly renaming: boolean;
  readonly onRename: () => void;
}
