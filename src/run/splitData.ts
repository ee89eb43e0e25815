import { groupCopies } from '../data/copies.ts';
import { type BuiltExamples, buildExamples, type Example } from '../data/examples.ts';
import { createRowFilter, type RowFilter } from '../data/filter.ts';
import { findNearDuplicates } from '../data/nearExamples.ts';
import type { OpenedData } from '../data/openedData.ts';
import { givenSplit, type Split, splitExamples } from '../data/split.ts';
import { parseWhere } from '../lib/condition.ts';
import { parseTemplate } from '../text/promptTemplate.ts';
import type { RunConfig } from './config.ts';
import type { DataOrigin } from './record.ts';

/** The examples that the settings choose from a file, before they are split. */
export interface ChosenExamples {
  readonly examples: readonly Example[];
  /** Rows that were left out: how many, and their indexes in the table. */
  readonly left: BuiltExamples['left'] & {
    readonly nearDuplicates: number;
    readonly nearDuplicateRows: readonly number[];
  };
  /** Rows that met the conditions of the filter, and how many each condition alone holds. */
  readonly matched: number;
  readonly conditionCounts: readonly number[];
}

export interface SplitData extends ChosenExamples {
  readonly split: Split;
  readonly origin: DataOrigin;
}

export type ExampleChoices = Pick<
  RunConfig,
  'where' | 'prompt' | 'completion' | 'stratify' | 'keepEmpty' | 'keepDuplicates' | 'keepNearDuplicates'
>;
export type SplitSettings = ExampleChoices & Pick<RunConfig, 'split' | 'seed' | 'keepTogether'>;

/** Filters the rows, makes examples of them and splits these. Rejects with a UserError naming what leaves nothing to train on. */
export async function splitData(data: OpenedData, settings: SplitSettings): Promise<SplitData> {
  const chosen = await chooseExamples(data, settings);
  return splitChosen(data, chosen, settings, settings.keepTogether ? await groupCopies(chosen.examples) : null);
}

/** `filter`: one that remembers. */
export async function chooseExamples(
  data: OpenedData,
  settings: ExampleChoices,
  filter: RowFilter | null = null,
): Promise<ChosenExamples> {
  if (data.kind === 'examples') {
    const { examples } = data;
    return { examples, matched: examples.length, conditionCounts: [], left: NOTHING_LEFT };
  }
  const { table } = data;
  const { conditions, ...templates } = checkSettings(settings, `${table.fileName}, `);
  const { rows, counts } = await (filter ?? createRowFilter(table)).filter(conditions);
  const keep = { empty: settings.keepEmpty, duplicates: settings.keepDuplicates };
  const built = await buildExamples(table, rows, { ...templates, stratify: settings.stratify, keep });
  const near = settings.keepNearDuplicates ? new Set<Example>() : await findNearDuplicates(built.examples);
  const nearDuplicateRows = [...near].map(({ row }) => row);
  return {
    examples: near.size === 0 ? built.examples : built.examples.filter((example) => !near.has(example)),
    left: { ...built.left, nearDuplicates: near.size, nearDuplicateRows },
    matched: rows.length,
    conditionCounts: counts,
  };
}

/** Splits chosen examples; files that are a split already keep theirs. `copies` as `groupCopies` numbers them; null: not kept together. */
export function splitChosen(
  data: OpenedData,
  chosen: ChosenExamples,
  settings: SplitSettings,
  copies: Int32Array | null,
): SplitData {
  const { files } = data;
  const { empty, duplicates, nearDuplicates } = chosen.left;
  const given = data.kind === 'examples' ? data.parts : null;
  const split =
    given === null
      ? splitExamples(chosen.examples, { parts: settings.split, seed: settings.seed, copies })
      : givenSplit(given);
  const origin = {
    kind: data.kind === 'table' ? ('csv' as const) : ('jsonl' as const),
    files,
    strata: data.kind === 'table' && settings.stratify !== null ? split.strata : [],
    left: { empty, duplicates, nearDuplicates },
  };
  return { ...chosen, split, origin };
}

const NOTHING_LEFT = {
  empty: 0,
  duplicates: 0,
  nearDuplicates: 0,
  emptyRows: [],
  duplicateRows: [],
  nearDuplicateRows: [],
};

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
