import { basename } from 'node:path';
import type { Example } from '../data/examples.ts';
import { fromJsonl } from '../data/jsonlParts.ts';
import { openData } from '../data/openData.ts';
import { problemError } from '../data/problem.ts';
import { PART_NAMES, type PartName } from '../data/split.ts';
import type { RunConfig } from '../run/config.ts';
import { limitParts } from '../run/limitRows.ts';
import { readingOf } from '../run/reading.ts';
import type { DataOrigin } from '../run/record.ts';
import { checkSettings, splitData } from '../run/splitData.ts';
import { inputFile, readJsonlInput } from './files.ts';
import type { RowSource } from './finetunePlan.ts';
import type { Io } from './io.ts';

export interface LoadedParts {
  readonly parts: Readonly<Record<PartName, readonly Example[]>>;
  readonly origin: DataOrigin;
}

/** The three parts of a run, out of a table or of three JSONL files, at most `--limit` rows each. Prints what was mended in a table. */
export async function loadParts(source: RowSource, config: RunConfig, io: Io): Promise<LoadedParts> {
  const { parts, origin } = source.kind === 'csv' ? await loadTable(source.path, config, io) : await loadJsonl(source);
  return { parts: limitParts(parts, config.limit), origin };
}

async function loadTable(path: string, config: RunConfig, io: Io): Promise<LoadedParts> {
  const fileName = basename(path);
  checkSettings(config);
  const data = await openData([await inputFile('csv', path)], readingOf(config));
  const [problem] = data.problems;
  if (problem !== undefined && config.badRows === 'stop')
    throw problemError(problem, data.problemCount, 'Or leave such rows out with --bad-rows skip.');
  if (problem !== undefined)
    io.err(`${fileName}: ${data.problemCount} broken ${data.problemCount === 1 ? 'row' : 'rows'} left out.\n`);
  for (const { message } of data.kind === 'table' ? data.table.warnings : []) io.err(`${fileName}: ${message}\n`);
  const { split, origin } = await splitData(data, config);
  return { parts: split, origin };
}

async function loadJsonl(source: Extract<RowSource, { kind: 'jsonl' }>): Promise<LoadedParts> {
  const read = async (name: PartName) => fromJsonl(await readJsonlInput(name, source[name]), basename(source[name]));
  return {
    parts: { train: await read('train'), validation: await read('validation'), test: await read('test') },
    origin: {
      kind: 'jsonl',
      files: PART_NAMES.map((name) => basename(source[name])),
      strata: [],
      left: { empty: 0, duplicates: 0 },
    },
  };
}
