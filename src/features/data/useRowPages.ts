import { useEffect, useRef, useState } from 'react';
import { loadRows } from '../../store/rows.ts';
import type { RowView, RowWindow, ShownRow } from '../../workers/dataApi.ts';

const PAGE_ROWS = 50;
/** Pages that are kept; those farthest from what is seen go first. */
const PAGES_KEPT = 12;

/**
 * Rows of a view as they are scrolled to, a page at a time. `version`: what the rows depend on; when it changes all is read anew, and
 * what was read stays until then.
 */
export function useRowPages(view: RowView, version: unknown) {
  const pages = useRef(new Map<number, readonly ShownRow[]>());
  const asked = useRef(new Set<number>());
  const [total, setTotal] = useState<number | null>(null);
  const [, redraw] = useState(0);
  const turn = useRef(0);

  const load = (page: number) => {
    if (asked.current.has(page)) return;
    asked.current.add(page);
    const mine = turn.current;
    loadRows(view, page * PAGE_ROWS, PAGE_ROWS).then(
      (window: RowWindow) => {
        if (mine !== turn.current) return;
        pages.current.set(page, window.rows);
        forget(pages.current, asked.current, page);
        setTotal(window.total);
        redraw((count) => count + 1);
      },
      // The page says why elsewhere (no file any more, choices that leave nothing).
      () => mine === turn.current && asked.current.delete(page),
    );
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows, another view
  useEffect(() => {
    turn.current++;
    pages.current = new Map();
    asked.current = new Set();
    load(0);
  }, [view, version]);

  return {
    total,
    /** null: not read yet; reading begins. */
    row(index: number): ShownRow | null {
      return pages.current.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null;
    },
    need(from: number, to: number) {
      for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(to / PAGE_ROWS); page++) load(page);
    },
  };
}

function forget(pages: Map<number, readonly ShownRow[]>, asked: Set<number>, near: number): void {
  if (pages.size <= PAGES_KEPT) return;
  const farthest = [...pages.keys()].reduce((a, b) => (Math.abs(b - near) > Math.abs(a - near) ? b : a));
  pages.delete(farthest);
  asked.delete(farthest);
}
