import type { ReviewSheet } from './reviewRecord.ts';

/** Sheets with new ones put in: a reviewer's newer sheet takes the place of the older one. */
export function mergeSheets(sheets: readonly ReviewSheet[], news: readonly ReviewSheet[]): ReviewSheet[] {
  const names = new Set(news.map(({ reviewer }) => reviewer));
  return [...sheets.filter(({ reviewer }) => !names.has(reviewer)), ...news];
}
