import { Button, Switch } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { choose } from '../../store/data.ts';
import { goToRows } from '../../store/rowView.ts';
import type { Preparation } from '../../workers/dataApi.ts';
import classes from './Data.module.css';

/** What is left out besides the filter: each kind with its count, its rows and a switch to keep them. */
export function LeftOut({ leftOut }: Pick<Preparation, 'leftOut'>) {
  const keepEmpty = useConfig((config) => config.keepEmpty);
  const keepDuplicates = useConfig((config) => config.keepDuplicates);
  const keepNearDuplicates = useConfig((config) => config.keepNearDuplicates);
  const kinds = [
    { kind: 'duplicate', count: leftOut.duplicates, kept: keepDuplicates, key: 'keepDuplicates' },
    { kind: 'near-duplicate', count: leftOut.nearDuplicates, kept: keepNearDuplicates, key: 'keepNearDuplicates' },
    { kind: 'empty', count: leftOut.empty, kept: keepEmpty, key: 'keepEmpty' },
  ] as const;
  const present = kinds.filter(({ count, kept }) => count > 0 || kept);
  if (present.length === 0) return <p className={classes.quiet}>{text.rows.nothingLeftOut}</p>;
  return (
    <ul className={classes.leftOut} aria-label={text.rows.leftLabel}>
      {present.map(({ kind, count, kept, key }) => (
        <li key={kind} className={classes.left}>
          <span>{text.rows.leftOut(kind, count)}</span>
          {count > 0 && (
            <Button
              variant="default"
              size="compact-sm"
              aria-label={text.rows.showing(kind)}
              onClick={() => goToRows(kind)}
            >
              {text.rows.show}
            </Button>
          )}
          <Switch
            size="sm"
            label={text.rows.keepKind[kind]}
            checked={kept}
            onChange={(event) => choose({ [key]: event.currentTarget.checked })}
          />
        </li>
      ))}
      {leftOut.nearDuplicates > 0 && <li className={classes.quiet}>{text.rows.nearHelp}</li>}
    </ul>
  );
}
