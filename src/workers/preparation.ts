import { countRows, type OpenedData } from '../data/openData.ts';
import { limitParts } from '../run/limitRows.ts';
import type { SplitData } from '../run/splitData.ts';
import type { Preparation, SplitChoices } from './dataApi.ts';

const PREVIEW_ROWS = 20;

/** What the page is told of rows that were filtered and split. */
export function preparation(data: OpenedData, result: SplitData, { limit, stratify }: SplitChoices): Preparation {
  const { split, examples, matched, conditionCounts, left } = result;
  const parts = limitParts(split, limit);
  const number = (row: number) => (data.kind === 'table' ? data.table.rowNumber(row) : row + 1);
  return {
    rowCount: countRows(data),
    matched,
    conditionCounts,
    examples: examples.length,
    leftOut: { empty: left.empty, duplicates: left.duplicates, nearDuplicates: left.nearDuplicates },
    counts: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
    strata: stratify === null ? [] : split.strata,
    fingerprint: split.fingerprint,
    preview: parts.train
      .slice(0, PREVIEW_ROWS)
      .map(({ row, prompt, completion }) => ({ row: number(row), prompt, completion })),
  };
}
