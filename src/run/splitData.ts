import { type BuiltExamples, buildExamples, type Example } from '../data/examples.ts';
import { createRowFilter, type RowFilter } from '../data/filter.ts';
import { groupNearDuplicates } from '../data/nearDuplicates.ts';
import type { OpenedData } from '../data/openData.ts';
import { type Split, splitExamples } from '../data/split.ts';
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
export type SplitSettings = ExampleChoices & Pick<RunConfig, 'split' | 'seed'>;

/** Filters the rows, makes examples of them and splits these. Rejects with a UserError naming what leaves nothing to train on. */
export async function splitData(data: OpenedData, settings: SplitSettings): Promise<SplitData> {
  return splitChosen(data, await chooseExamples(data, settings), settings);
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
  const near = settings.keepNearDuplicates ? new Set<Example>() : await nearDuplicates(built.examples);
  const nearDuplicateRows = [...near].map(({ row }) => row);
  return {
    examples: near.size === 0 ? built.examples : built.examples.filter((example) => !near.has(example)),
    left: { ...built.left, nearDuplicates: near.size, nearDuplicateRows },
    matched: rows.length,
    conditionCounts: counts,
  };
}

const NOTHING_LEFT = {
  empty: 0,
  duplicates: 0,
  nearDuplicates: 0,
  emptyRows: [],
  duplicateRows: [],
  nearDuplicateRows: [],
};

/**
 * Examples whose question and whose answer both are near-duplicates (nearDuplicates.ts has the measure and its threshold) of those of an
 * earlier example, and that are not equal to it. Rows that ask about different things in the same words are none.
 */
async function nearDuplicates(examples: readonly Example[]): Promise<Set<Example>> {
  const questions = await groupNearDuplicates(examples.map(({ prompt }) => prompt));
  const repeated = countGroups(questions);
  // Only questions that come again can be part of one; their answers are the long texts.
  const candidates = examples.filter((_, i) => (repeated.get(questions[i] as number) ?? 0) > 1);
  const answers = await groupNearDuplicates(candidates.map(({ completion }) => completion));
  const question = new Map(examples.map((example, i) => [example, questions[i] as number]));
  const first = new Map<string, Example>();
  const found = new Set<Example>();
  for (const [i, example] of candidates.entries()) {
    const key = `${question.get(example)} ${answers[i]}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, example);
    else if (earlier.prompt !== example.prompt || earlier.completion !== example.completion) found.add(example);
  }
  return found;
}

function countGroups(groups: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  return counts;
}

/** Splits chosen examples. */
export function splitChosen(data: OpenedData, chosen: ChosenExamples, settings: SplitSettings): SplitData {
  const split = splitExamples(chosen.examples, { parts: settings.split, seed: settings.seed });
  const { empty, duplicates, nearDuplicates } = chosen.left;
  const origin = {
    kind: data.kind === 'table' ? ('csv' as const) : ('jsonl' as const),
    files: data.files,
    strata: data.kind === 'table' && settings.stratify !== null ? split.strata : [],
    left: { empty, duplicates, nearDuplicates },
  };
  return { ...chosen, split, origin };
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
