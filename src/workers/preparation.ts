import { countRows } from '../data/openData.ts';
import type { OpenedData } from '../data/openedData.ts';
import { splitFingerprint } from '../data/split.ts';
import { limitParts } from '../run/limitRows.ts';
import type { SplitData } from '../run/splitData.ts';
import type { Preparation, SplitChoices, StratumFacts } from './dataApi.ts';

/** What the page is told of rows that were filtered and split. */
export function preparation(
  data: OpenedData,
  result: SplitData,
  { limit, stratify }: SplitChoices,
  stratum: StratumFacts | null,
): Preparation {
  const { split, examples, matched, conditionCounts, left } = result;
  const parts = limitParts(split, limit);
  return {
    rowCount: countRows(data),
    matched,
    conditionCounts,
    examples: examples.length,
    leftOut: { empty: left.empty, duplicates: left.duplicates, nearDuplicates: left.nearDuplicates },
    counts: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
    strata: stratify === null ? [] : split.strata,
    fingerprint: splitFingerprint(parts),
    stratum,
    given: data.kind === 'examples' && data.parts !== null,
    wanted: split.wanted,
  };
}
