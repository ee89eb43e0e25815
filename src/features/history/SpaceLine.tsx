import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatBytes } from '../../lib/format.ts';
import type { KeptRunEntry } from '../../store/recovery.ts';
import { keepStored, useStorage } from '../../store/storage.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './History.module.css';

/** From here on the browser counts as almost full. */
const SHORT = 0.8;

/** How much the runs take, how much there is, and whether the browser keeps it. */
export function SpaceLine({ runs }: { readonly runs: readonly KeptRunEntry[] }) {
  const facts = useStorage((state) => state.facts);
  const runsBytes = runs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const usedBytes = facts?.items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) ?? 0;
  const quotaBytes = facts?.quotaBytes ?? null;
  return (
    <>
      <div className={classes.space}>
        <p>
          {text.history.space(runs.length, formatBytes(runsBytes))}{' '}
          {quotaBytes !== null && text.history.quota(formatBytes(Math.max(0, quotaBytes - usedBytes)))}{' '}
          {facts?.persisted === true && text.history.persisted}
          {facts?.persisted === false && text.history.notPersisted}
        </p>
        {facts?.persisted === false && (
          <Button variant="default" size="compact-md" onClick={() => void keepStored()}>
            {text.history.persist}
          </Button>
        )}
      </div>
      {quotaBytes !== null && usedBytes > SHORT * quotaBytes && <Notice tone="warning">{text.history.short}</Notice>}
    </>
  );
}
