import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { JudgedRow } from './judgedRows.ts';
import classes from './Results.module.css';

/** From this many rows on only those near the window are drawn. */
const LONG_LIST = 20;
const ROW_HEIGHT_PX = 360;

/** The rows one below the other. */
export function AnswerList({ rows, draw }: AnswerListProps) {
  if (rows.length < LONG_LIST) return <div>{rows.map(draw)}</div>;
  return <LongList rows={rows} draw={draw} />;
}

function LongList({ rows, draw }: AnswerListProps) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // What stands above the list may grow.
  useLayoutEffect(() => {
    const now = (list.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    if (Math.abs(now - top) > 1) setTop(now);
  });
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 3,
    scrollMargin: top,
    getItemKey: (i) => rows[i]?.prediction.index ?? i,
  });
  return (
    <div ref={list} className={classes.longList} style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, key, start }) => (
        <div
          key={key}
          ref={virtual.measureElement}
          data-index={index}
          className={classes.longRow}
          style={{ transform: `translateY(${start - top}px)` }}
        >
          {draw(rows[index] as JudgedRow)}
        </div>
      ))}
    </div>
  );
}

interface AnswerListProps {
  readonly rows: readonly JudgedRow[];
  readonly draw: (row: JudgedRow) => ReactNode;
}
