import { buildExamples, type Example } from '../data/examples.ts';
import { createRowFilter, type RowFilter } from '../data/filter.ts';
import type { OpenedData } from '../data/openData.ts';
import { type Split, splitExamples } from '../data/split.ts';
import { parseWhere } from '../lib/condition.ts';
import { parseTemplate } from '../text/promptTemplate.ts';
import type { RunConfig } from './config.ts';
import type { DataOrigin } from './record.ts';

export interface SplitData {
  readonly split: Split;
  readonly examples: readonly Example[];
  /** Rows that met the conditions of the filter, and how many each condition alone holds. */
  readonly matched: number;
  readonly conditionCounts: readonly number[];
  readonly origin: DataOrigin;
}

export type SplitSettings = Pick<RunConfig, 'where' | 'prompt' | 'completion' | 'stratify' | 'split' | 'seed'>;

/** Filters the rows (`filter`: one that remembers), makes examples of them and splits these. Rejects with a UserError naming what leaves nothing to train on. */
export async function splitData(
  data: OpenedData,
  settings: SplitSettings,
  filter: RowFilter | null = null,
): Promise<SplitData> {
  const { files } = data;
  const proportions = { parts: settings.split, seed: settings.seed };
  if (data.kind === 'examples') {
    const { examples } = data;
    const left = { empty: 0, duplicates: 0 };
    const split = splitExamples(examples, proportions);
    return {
      split,
      examples,
      matched: examples.length,
      conditionCounts: [],
      origin: { kind: 'jsonl', files, strata: [], left },
    };
  }
  const { table } = data;
  const { conditions, ...templates } = checkSettings(settings, `${table.fileName}, `);
  const { rows, counts } = await (filter ?? createRowFilter(table)).filter(conditions);
  const { examples, left } = await buildExamples(table, rows, { ...templates, stratify: settings.stratify });
  const split = splitExamples(examples, proportions);
  const { empty, duplicates } = left;
  const strata = settings.stratify === null ? [] : split.strata;
  return {
    split,
    examples,
    matched: rows.length,
    conditionCounts: counts,
    origin: { kind: 'csv', files, strata, left: { empty, duplicates } },
  };
}

/** Conditions and templates as they are understood; a UserError where they are not, before any file is read. */
export function checkSettings(
  { where, prompt, completion }: Pick<RunConfig, 'where' | 'prompt' | 'completion'>,
  place = '',
) {
  return {
    conditions: where.map(parseWhere),
    prompt: parseTemplate(prompt, `${place}--prompt`),
    completion: parseTemplate(completion, `${place}--completion`),
  };
}
