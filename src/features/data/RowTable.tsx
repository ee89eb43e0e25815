import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { text } from '../../app/messages/en.ts';
import { openRow, useRows } from '../../store/rowView.ts';
import type { ShownRow } from '../../workers/dataApi.ts';
import classes from './RowTable.module.css';
import { useRowPages } from './useRowPages.ts';

const ROW_HEIGHT_PX = 36;
/** Browsers place nothing beyond some 17 million pixels. */
const MOST_ROWS = 400_000;

/** The rows of the files as they are, of which only those in sight are drawn. `version` changes with what is kept. */
export function RowTable({ columns, version }: { readonly columns: readonly string[]; readonly version: unknown }) {
  const { view, open } = useRows();
  const { total, row, need } = useRowPages(view, version);
  const scroller = useRef<HTMLDivElement>(null);
  const count = Math.min(total ?? 0, MOST_ROWS);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 8,
  });
  const seen = virtual.getVirtualItems();
  const [first, last] = [seen[0], seen.at(-1)];
  useEffect(() => {
    if (first !== undefined && last !== undefined) need(first.index, last.index);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view begins at its first row
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [view]);

  if (total === 0) return <p className={classes.none}>{text.rows.none[view]}</p>;
  const width = columns.length;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={text.rows.tableLabel}>
        <table className={classes.table} aria-rowcount={count + 1} style={{ minWidth: 88 + width * 160 }}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className={classes.numberHead}>
                {text.rows.number}
              </th>
              {columns.map((name) => (
                <th key={name} scope="col" className={classes.cell}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap height={first?.start ?? 0} width={width} />
            {seen.map(({ index }) => (
              <Row key={index} index={index} shown={row(index)} isOpen={row(index)?.row === open} width={width} />
            ))}
            <Gap height={virtual.getTotalSize() - (last?.end ?? 0)} width={width} />
          </tbody>
        </table>
      </section>
      {(total ?? 0) > MOST_ROWS && <p className={classes.none}>{text.rows.onlyFirst(MOST_ROWS)}</p>}
    </>
  );
}

/** The place of rows that are not drawn. */
function Gap({ height, width }: { readonly height: number; readonly width: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.gap}>
      <td colSpan={width + 1} style={{ height }} />
    </tr>
  );
}

function Row({ index, shown, isOpen, width }: RowProps) {
  const reason = shown?.reason ?? null;
  return (
    <tr
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ height: ROW_HEIGHT_PX }}
      data-left={reason !== null || undefined}
      data-open={isOpen || undefined}
    >
      <td>
        {shown !== null && (
          <button
            type="button"
            className={classes.number}
            aria-expanded={isOpen}
            aria-label={text.rows.openRow(shown.number, shown.fileName, reason)}
            onClick={() => openRow(isOpen ? null : shown.row)}
          >
            {shown.number}
          </button>
        )}
      </td>
      {Array.from({ length: width }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name than their place
        <td key={column} className={classes.cell}>
          {shown?.cells[column] ?? (shown === null ? '…' : '')}
        </td>
      ))}
    </tr>
  );
}

interface RowProps {
  readonly index: number;
  readonly shown: ShownRow | null;
  readonly isOpen: boolean;
  readonly width: number;
}
