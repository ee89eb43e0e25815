import { parseCsv } from '../data/csv.ts';
import { buildExamples, type Example } from '../data/examples.ts';
import { columnValues, filterRows, parseWhere } from '../data/filter.ts';
import { decodeJsonl } from '../data/jsonlBytes.ts';
import { fromJsonl } from '../data/jsonlParts.ts';
import { type Split, splitExamples } from '../data/split.ts';
import type { Table } from '../data/table.ts';
import { UserError } from '../lib/errors.ts';
import { type PreparedData, prepareData } from '../run/data.ts';
import { limitParts } from '../run/limitRows.ts';
import { parseTemplate } from '../text/promptTemplate.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { ColumnFacts, FileFacts, Preparation, SplitChoices, TokenChoices } from './dataApi.ts';

/** Values of a column that the page can offer as a filter. */
const VALUES_SHOWN = 200;
/** Longer texts are no categories: nobody picks them from a list. */
const LONGEST_VALUE = 100;
const PREVIEW_ROWS = 20;

type Opened =
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'examples'; readonly fileName: string; readonly examples: readonly Example[] };

interface Prepared {
  readonly split: Split;
  readonly examples: readonly Example[];
  readonly matched: number;
  readonly left: { readonly empty: number; readonly duplicates: number };
}

/** One open file and what was last made of it; the work of data.worker without the worker. */
export function createDataSession(openTokenizer: (choices: TokenChoices) => Promise<Tokenizer>) {
  let opened: Opened | null = null;
  const prepared = lastResult<Prepared>();
  const tokenised = lastResult<Promise<PreparedData>>();

  function current(): Opened {
    if (opened === null) throw new UserError('no file is open', { remedy: 'Open a CSV or JSONL file first.' });
    return opened;
  }

  function prepareSplit(choices: SplitChoices): Prepared {
    return prepared.get(choiceKey(choices), () => splitOpened(current(), choices));
  }

  return {
    async open(file: File, onProgress: (fraction: number) => void): Promise<FileFacts> {
      opened = null;
      prepared.forget();
      tokenised.forget();
      opened = await openFile(file, onProgress);
      return fileFacts(opened, file.size);
    },

    prepare(choices: SplitChoices): Preparation {
      const file = current();
      const result = prepareSplit(choices);
      const parts = limitParts(result.split, choices.limit);
      const number = (row: number) => (file.kind === 'table' ? (file.table.rowNumbers[row] ?? row) : row + 1);
      return {
        rowCount: rowCount(file),
        matched: result.matched,
        examples: result.examples.length,
        leftOut: result.left,
        counts: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
        strata: choices.stratify === null ? [] : result.split.strata,
        fingerprint: result.split.fingerprint,
        preview: parts.train
          .slice(0, PREVIEW_ROWS)
          .map(({ row, prompt, completion }) => ({ row: number(row), prompt, completion })),
      };
    },

    tokenise(choices: SplitChoices & TokenChoices): Promise<PreparedData> {
      const key = `${choiceKey(choices)} ${choices.model} ${choices.maxLength}`;
      const result = tokenised.get(key, async () => {
        const file = current();
        const { split, left } = prepareSplit(choices);
        const tokenizer = await openTokenizer(choices);
        const origin = {
          kind: file.kind === 'table' ? ('csv' as const) : ('jsonl' as const),
          files: [fileNameOf(file)],
          strata: choices.stratify === null ? [] : split.strata,
          left,
        };
        return prepareData(limitParts(split, choices.limit), origin, tokenizer, choices.maxLength);
      });
      // A model that could not be fetched may come the next time.
      result.catch(() => tokenised.forget());
      return result;
    },
  };
}

async function openFile(file: File, onProgress: (fraction: number) => void): Promise<Opened> {
  const fileName = file.name;
  if (/\.(jsonl|ndjson)$/i.test(fileName)) {
    const examples = fromJsonl(decodeJsonl(new Uint8Array(await file.arrayBuffer()), fileName), fileName);
    return { kind: 'examples', fileName, examples };
  }
  const table = await parseCsv(file, {
    fileName,
    onProgress: (done, total) => onProgress(total === 0 ? 1 : done / total),
  });
  return { kind: 'table', table };
}

function splitOpened(file: Opened, { where, prompt, completion, stratify, split, seed }: SplitChoices): Prepared {
  const settings = { parts: split, seed };
  if (file.kind === 'examples') {
    const { examples } = file;
    return {
      split: splitExamples(examples, settings),
      examples,
      matched: examples.length,
      left: { empty: 0, duplicates: 0 },
    };
  }
  const rows = filterRows(file.table, where.map(parseWhere));
  const { examples, left } = buildExamples(file.table, rows, {
    prompt: parseTemplate(prompt, 'Prompt template'),
    completion: parseTemplate(completion, 'Answer template'),
    stratify,
  });
  const { empty, duplicates } = left;
  return { split: splitExamples(examples, settings), examples, matched: rows.length, left: { empty, duplicates } };
}

function fileFacts(file: Opened, sizeBytes: number): FileFacts {
  const common = { fileName: fileNameOf(file), sizeBytes, rowCount: rowCount(file), kind: file.kind };
  if (file.kind === 'examples') return { ...common, columns: [], warnings: [] };
  const { table } = file;
  const warnings = table.warnings.map(({ message }) => message);
  return { ...common, columns: table.columns.map((name) => columnFacts(table, name)), warnings };
}

function columnFacts(table: Table, name: string): ColumnFacts {
  const values = columnValues(table, name, VALUES_SHOWN + 1);
  const shown = values.slice(0, VALUES_SHOWN).filter(({ value }) => value.length <= LONGEST_VALUE);
  return { name, values: shown, more: shown.length < values.length };
}

function rowCount(file: Opened): number {
  return file.kind === 'table' ? file.table.rows.length : file.examples.length;
}

function fileNameOf(file: Opened): string {
  return file.kind === 'table' ? file.table.fileName : file.fileName;
}

function choiceKey({ where, prompt, completion, stratify, split, seed, limit }: SplitChoices): string {
  return JSON.stringify([where, prompt, completion, stratify, split, seed, limit]);
}

/** Remembers what the last choices gave, so that Start does not repeat what the audit has done. */
function lastResult<T>() {
  let last: { readonly key: string; readonly value: T } | null = null;
  return {
    get(key: string, make: () => T): T {
      if (last?.key !== key) last = { key, value: make() };
      return last.value;
    },
    forget() {
      last = null;
    },
  };
}
