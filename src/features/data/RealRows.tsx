import { SegmentedControl } from '@mantine/core';
import { memo, useEffect, useRef } from 'react';
import { text } from '../../app/messages/en.ts';
import { showRows, useRows } from '../../store/rowView.ts';
import type { FileFacts, RowView } from '../../workers/dataApi.ts';
import classes from './Data.module.css';
import { RowTable } from './RowTable.tsx';
import { WholeRow } from './WholeRow.tsx';

const VIEWS = ['all', 'kept', 'left-out'] as const;

/** The rows of the files: all, those that are kept, those that are left out and why. */
export const RealRows = memo(function RealRows({ file, version }: RealRowsProps) {
  const { view, open, calls } = useRows();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (calls === 0) return;
    heading.current?.scrollIntoView({ block: 'nearest' });
    heading.current?.focus({ preventScroll: true });
  }, [calls]);
  const columns = file.kind === 'table' ? file.columns.map(({ name }) => name) : ['prompt', 'completion'];
  return (
    <section className={classes.rows} aria-labelledby="table">
      <div className={classes.header}>
        <h2 ref={heading} tabIndex={-1} id="table" className={classes.previewTitle}>
          {text.rows.titles[view]}
        </h2>
        <SegmentedControl
          aria-label={text.rows.viewLabel}
          data={VIEWS.map((value) => ({ value, label: text.rows.views[value] }))}
          value={VIEWS.find((one) => one === view) ?? 'left-out'}
          onChange={(value) => showRows(value as RowView)}
        />
      </div>
      <RowTable columns={columns} version={version} />
      {open !== null && <WholeRow columns={columns} row={open} />}
    </section>
  );
});

interface RealRowsProps {
  readonly file: FileFacts;
  /** Changes with what is kept. */
  readonly version: unknown;
}
