import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { text } from '../../app/messages/en.ts';
import { cancelForm, type Saving, useSaving } from '../../store/forms.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Export.module.css';

/** How far the files are, and what became of them. */
export function SavingState() {
  const saving = useSaving();
  return (
    <>
      {saving.kind === 'saving' && <Progress saving={saving} />}
      {saving.kind === 'failed' && (
        <Notice tone="error" word={text.forms.failed(text.forms.names[saving.form])}>
          {saving.failure.message}
        </Notice>
      )}
      <div role="status" className={classes.prose}>
        {saving.kind === 'cancelled' && text.forms.cancelled}
        {saving.kind === 'saved' && (
          <>
            {saving.downloaded
              ? text.forms.handedOver(saving.saved.name, saving.saved.sizeBytes)
              : text.forms.saved(saving.saved.name, saving.saved.sizeBytes)}{' '}
            {saving.saved.goldenProblem !== null && text.forms.goldenLeftOut(saving.saved.goldenProblem)}
          </>
        )}
      </div>
    </>
  );
}

function Progress({ saving }: { readonly saving: Extract<Saving, { kind: 'saving' }> }) {
  const { progress, cancelling } = saving;
  const box = useRef<HTMLDivElement>(null);
  // Its button may stand at the lower end of the window.
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={box} className={classes.saving}>
      <Meter
        label={progress === null ? text.forms.preparing : labelOf(progress)}
        detail={detailOf(saving)}
        fraction={progress === null || progress.total === 0 ? null : progress.done / progress.total}
      />
      <Button variant="default" disabled={cancelling} onClick={cancelForm}>
        {cancelling ? text.forms.cancelling : text.forms.cancel}
      </Button>
    </div>
  );
}

function labelOf({ phase, detail }: NonNullable<Extract<Saving, { kind: 'saving' }>['progress']>): string {
  if (phase === 'load') return text.forms.loading(detail);
  return phase === 'ask' ? text.forms.asking : text.forms.writing(detail);
}

function detailOf({ progress, remainingMs }: Extract<Saving, { kind: 'saving' }>): string | undefined {
  if (progress === null || progress.phase === 'load') return undefined;
  const { phase, done, total } = progress;
  return phase === 'ask' ? text.forms.questions(done, total) : text.forms.written(done, total, remainingMs);
}
