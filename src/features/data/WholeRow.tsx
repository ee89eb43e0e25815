import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { loadRow } from '../../store/rows.ts';
import { openRow } from '../../store/rowView.ts';
import classes from './WholeRow.module.css';

/** One row with all its cells, whole. */
export function WholeRow({ columns, row }: { readonly columns: readonly string[]; readonly row: number }) {
  const [cells, setCells] = useState<readonly string[] | null>(null);
  useEffect(() => {
    let current = true;
    loadRow(row).then(
      (found) => current && setCells(found),
      () => current && setCells([]),
    );
    return () => {
      current = false;
    };
  }, [row]);
  if (cells === null) return null;
  return (
    <section className={classes.whole} aria-label={text.rows.wholeLabel}>
      <dl className={classes.cells}>
        {columns.map((name, i) => (
          <div key={name}>
            <dt className={classes.name}>{name}</dt>
            <dd className={classes.text}>{cells[i] === '' ? text.rows.emptyCell : cells[i]}</dd>
          </div>
        ))}
      </dl>
      <Button variant="default" size="compact-md" onClick={() => openRow(null)}>
        {text.rows.closeRow}
      </Button>
    </section>
  );
}
