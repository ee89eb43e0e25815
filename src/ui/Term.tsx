import { Popover } from '@mantine/core';
import { useId, useState } from 'react';
import classes from './Term.module.css';

/** A word of the field within a sentence: a button with a dotted underline that explains it. Esc, or a click elsewhere, closes. */
export function Term({ children, label, meaning }: TermProps) {
  const [opened, setOpened] = useState(false);
  const id = useId();
  return (
    <Popover opened={opened} onChange={setOpened} width={300} position="top-start" withinPortal trapFocus={false}>
      <Popover.Target>
        <button
          type="button"
          className={classes.term}
          aria-describedby={opened ? id : undefined}
          onClick={() => setOpened(!opened)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setOpened(false);
          }}
        >
          {children}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.meaning} aria-label={label}>
        <p id={id}>{meaning}</p>
      </Popover.Dropdown>
    </Popover>
  );
}

interface TermProps {
  readonly children: string;
  /** For a screen reader, the word included: `Loss: what is it?` */
  readonly label: string;
  readonly meaning: string;
}
