import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import type { ComparisonRecord } from '../../run/events.ts';
import { listRuns, useHistory } from '../../store/history.ts';
import { findKeptRuns, useRecovery } from '../../store/recovery.ts';
import { lookUpStored } from '../../store/storage.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { CompareRuns } from './CompareRuns.tsx';
import classes from './History.module.css';
import { ListTools } from './ListTools.tsx';
import { RunEntry } from './RunEntry.tsx';
import { RunFiles } from './RunFiles.tsx';
import { nameRuns } from './runName.ts';
import { SpaceLine } from './SpaceLine.tsx';

/** Every run that is kept in this browser: to open, to compare, to take along, to delete. `verdict`: the outcome of a run in a sentence. */
export function HistoryPlace({ verdict }: HistoryPlaceProps) {
  const { runs: kept, looked } = useRecovery();
  const runs = nameRuns(kept);
  const { search, order, chosen } = useHistory();
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'hidden') return;
      void findKeptRuns();
      void lookUpStored();
    };
    look();
    // Another tab may have changed something that it could not tell.
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  const shown = listRuns(runs, { search, order });
  const compared = runs.filter(({ id, outcome, discarding }) => chosen.includes(id) && outcome !== null && !discarding);
  return (
    <>
      <PlaceHeading intro={text.history.intro}>{text.history.title}</PlaceHeading>
      <div className={classes.head}>
        {runs.length > 0 && <SpaceLine runs={runs} />}
        <RunFiles runs={runs} />
      </div>
      {runs.length === 0 ? (
        <p className={classes.empty}>{looked ? text.history.emptyHow : text.history.looking}</p>
      ) : (
        <>
          <ListTools shown={shown.length} all={runs.length} />
          <ul className={classes.list} aria-label={text.history.list}>
            {shown.map((run) => (
              <RunEntry key={run.id} run={run} chosen={chosen.includes(run.id)} />
            ))}
          </ul>
          {shown.length === 0 && <p className={classes.empty}>{text.history.noneFound}</p>}
          <CompareRuns runs={compared} verdict={verdict} />
        </>
      )}
      <ActionBar sentence={looked ? (runs.length === 0 ? text.history.empty : text.history.kept(runs.length)) : ''}>
        <Button component="a" href={placeHref('model')}>
          {text.results.needsRunButton}
        </Button>
      </ActionBar>
    </>
  );
}

interface HistoryPlaceProps {
  readonly verdict: (comparison: ComparisonRecord) => string;
}
