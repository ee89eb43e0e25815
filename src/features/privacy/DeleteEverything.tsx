import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { useRun } from '../../store/run.ts';
import { deleteLater, deleteNow, undoDelete, useDeletion } from '../../store/storage.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Privacy.module.css';

/** One button, ten seconds to think again; while a run is under way it says what that run loses before it asks again. */
export function DeleteEverything({ empty }: { readonly empty: boolean }) {
  const deletion = useDeletion();
  const active = useRun((run) => run.kind === 'active');
  const [warned, setWarned] = useState(false);
  const begin = () => {
    setWarned(active && !warned);
    if (!active || warned) deleteLater();
  };
  switch (deletion.kind) {
    case 'pending':
      return <Pending atMs={deletion.atMs} />;
    case 'deleting':
      return <p role="status">{text.privacy.deleting}</p>;
    default:
      return (
        <>
          {deletion.kind === 'done' && <p role="status">{text.privacy.deleted}</p>}
          {deletion.kind === 'failed' && (
            <Notice tone="error" word={text.privacy.deleteFailed}>
              {deletion.message}
            </Notice>
          )}
          {warned && active && <Notice tone="warning">{text.privacy.deleteWhileRunning}</Notice>}
          <div>
            <Button variant="default" disabled={empty} onClick={begin}>
              {warned && active ? text.privacy.deleteAnyway : text.privacy.deleteEverything}
            </Button>
          </div>
        </>
      );
  }
}

function Pending({ atMs }: { readonly atMs: number }) {
  const [leftMs, setLeftMs] = useState(() => atMs - Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setLeftMs(atMs - Date.now()), 500);
    return () => clearInterval(ticking);
  }, [atMs]);
  return (
    <div className={classes.line} role="status">
      <p>
        {text.privacy.deletePending}{' '}
        <span aria-hidden>{text.privacy.secondsLeft(Math.max(0, Math.ceil(leftMs / 1000)))}</span>
      </p>
      <Button onClick={undoDelete}>{text.privacy.undo}</Button>
      <Button variant="default" onClick={deleteNow}>
        {text.privacy.deleteNow}
      </Button>
    </div>
  );
}
