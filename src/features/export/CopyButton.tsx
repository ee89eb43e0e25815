import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { track } from '../../store/activity.ts';

/** Copies what `copy` puts into the clipboard and says what came of it, also to a screen reader. */
export function CopyButton({ label, copy }: CopyButtonProps) {
  const [outcome, setOutcome] = useState('');
  const onClick = () => {
    setOutcome('');
    void track(
      copy().then(setOutcome, () => {
        setOutcome(text.export.copyFailed);
      }),
    );
  };
  return (
    <>
      <Button variant="default" onClick={onClick}>
        {label}
      </Button>
      <span role="status">{outcome}</span>
    </>
  );
}

interface CopyButtonProps {
  readonly label: string;
  /** Resolves to what is said then. */
  readonly copy: () => Promise<string>;
}
