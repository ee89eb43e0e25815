import { Button, CopyButton } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { type Failure, failureOf } from '../../store/failure.ts';
import { splitArchive } from '../../store/leaks.ts';
import { Notice } from '../../ui/Notice.tsx';
import { saveBlob } from '../../ui/saveBlob.ts';
import classes from './Split.module.css';

const words = text.pairs;

/** What identifies the split, and the split itself to take along. */
export function SplitIdentity({ fingerprint, fileName }: { readonly fingerprint: string; readonly fileName: string }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = async () => {
    try {
      saveBlob(await splitArchive(), `${fileName.replace(/\.[^.]*$/, '')}-split.zip`);
      setFailure(null);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <div className={classes.group}>
      <dl className={classes.identity}>
        <dt className={classes.quiet}>{words.fingerprint}</dt>
        <dd>
          <code>{fingerprint}</code>
          <CopyButton value={fingerprint}>
            {({ copied, copy }) => (
              <Button variant="default" size="compact-sm" onClick={copy}>
                {copied ? words.copied : words.copy}
              </Button>
            )}
          </CopyButton>
        </dd>
      </dl>
      <div className={classes.line}>
        <Button variant="default" onClick={() => void save()}>
          {words.save}
        </Button>
        <p className={classes.quiet}>{words.saveHelp}</p>
      </div>
      {failure !== null && <Notice tone="error">{failure.message}</Notice>}
    </div>
  );
}
