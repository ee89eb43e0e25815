import { createRowFilter, type RowFilter } from '../data/filter.ts';
import { openData } from '../data/openData.ts';
import type { OpenedData } from '../data/openedData.ts';
import { encodeExample } from '../data/tokens.ts';
import { UserError } from '../lib/errors.ts';
import { cutParts, type PreparedData } from '../run/data.ts';
import { limitParts } from '../run/limitRows.ts';
import { readingOf } from '../run/reading.ts';
import { type ChosenExamples, chooseExamples, type SplitData, splitChosen } from '../run/splitData.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { tokenPieces } from '../text/tokenPieces.ts';
import type {
  FaultChoice,
  FaultyRow,
  FileFacts,
  LeakFacts,
  LengthFacts,
  ModelChoice,
  PickedRow,
  Preparation,
  Progress,
  ReadingChoices,
  RowPick,
  RowTokens,
  RowView,
  RowWindow,
  SplitChoices,
  TokenChoices,
} from './dataApi.ts';
import { createExampleEncoder } from './exampleEncoder.ts';
import { fileFacts } from './fileFacts.ts';
import { lastResult } from './lastResult.ts';
import { createCopyFinder, leakFacts } from './leakFacts.ts';
import { faultyRows, lengthFacts } from './lengthFacts.ts';
import { preparation } from './preparation.ts';
import { pickRow, rowNumberOf } from './rowPick.ts';
import { createRowViews, type RowViews, wholeRow } from './rowView.ts';
import { splitArchive } from './splitFiles.ts';
import { stratumFacts } from './stratumFacts.ts';

/** One open file and what was last made of it; the work of data.worker without the worker. */
export function createDataSession(openTokenizer: (choice: ModelChoice) => Promise<Tokenizer>) {
  let opened: OpenedData | null = null;
  let filter: RowFilter | null = null;
  const chosen = lastResult<ChosenExamples>();
  const views = lastResult<RowViews>();
  const splits = lastResult<SplitData>();
  const encoder = createExampleEncoder(openTokenizer);
  const copies = createCopyFinder();

  function current(): OpenedData {
    if (opened === null) throw new UserError('no file is open', { remedy: 'Open a CSV or JSONL file first.' });
    return opened;
  }

  function choose(choices: SplitChoices): Promise<ChosenExamples> {
    const data = current();
    return chosen.get(exampleKey(choices), () => chooseExamples(data, choices, filter));
  }

  function split(choices: SplitChoices): Promise<SplitData> {
    const data = current();
    return splits.get(splitKey(choices), async () => {
      const rows = await choose(choices);
      return splitChosen(data, rows, choices, choices.keepTogether ? await copies(rows.examples) : null);
    });
  }

  async function limited(choices: SplitChoices) {
    const { split: parts, origin, examples } = await split(choices);
    return { parts: limitParts(parts, choices.limit), origin, examples };
  }

  async function encoded(choices: SplitChoices & ModelChoice, onProgress?: Progress) {
    const { parts, origin } = await limited(choices);
    const examples = [...parts.train, ...parts.validation, ...parts.test];
    const key = JSON.stringify([splitKey(choices), choices.limit]);
    return { parts, origin, encodedOf: await encoder.encode(key, examples, choices, onProgress) };
  }

  const numberOf = (data: OpenedData) => (row: number) => rowNumberOf(data, row);

  return {
    async open(
      files: readonly File[],
      reading: ReadingChoices,
      onProgress: (fraction: number) => void,
    ): Promise<FileFacts> {
      opened = null;
      filter = null;
      for (const results of [chosen, views, splits]) results.forget();
      opened = await openData(files, { ...readingOf(reading), onProgress });
      if (opened.kind === 'table') filter = createRowFilter(opened.table);
      return fileFacts(
        opened,
        files.reduce((sum, { size }) => sum + size, 0),
      );
    },

    async rows(choices: SplitChoices, view: RowView, from: number, count: number): Promise<RowWindow> {
      const data = current();
      // Choices that leave nothing still have rows to show.
      const make = () => choose(choices).catch(() => null);
      const made = await views.get(exampleKey(choices), async () => createRowViews(data, await make()));
      return made.window(view, from, count);
    },

    row: async (row: number): Promise<readonly string[]> => wholeRow(current(), row),

    async showProblem(at: number): Promise<string> {
      const data = current();
      const problem = data.problems[at];
      return problem === undefined ? '' : data.rawText(problem);
    },

    async prepare(choices: SplitChoices, auto = false): Promise<Preparation> {
      const data = current();
      if (data.kind === 'examples') return preparation(data, await split(choices), choices, null);
      const stratum = await stratumFacts(data.table, filter ?? createRowFilter(data.table), choices, auto);
      const used = { ...choices, stratify: stratum.column };
      return preparation(data, await split(used), used, stratum);
    },

    async pickRow(choices: SplitChoices, pick: RowPick): Promise<PickedRow> {
      const data = current();
      const rows = await choose(choices);
      // Rows can be looked at while they cannot be split: too few of them, or shares that do not add up.
      const parts = await limited(choices).then(
        (made) => made.parts,
        () => null,
      );
      return pickRow(data, rows, parts, pick);
    },

    async rowTokens(choices: SplitChoices & ModelChoice, position: number): Promise<RowTokens> {
      const { examples } = await choose(choices);
      const example = examples[position];
      if (example === undefined) throw new UserError('there is no such row');
      const tokenizer = await encoder.tokenizer(choices);
      const { ids, promptTokens, endTokens } = encodeExample(example, tokenizer);
      return { pieces: tokenPieces(tokenizer, ids), promptTokens, endTokens };
    },

    async checkLeaks(choices: SplitChoices): Promise<LeakFacts> {
      const data = current();
      const { parts, examples } = await limited(choices);
      return leakFacts(examples, parts, await copies(examples), numberOf(data));
    },

    async saveSplit(choices: SplitChoices): Promise<Blob> {
      return splitArchive((await limited(choices)).parts);
    },

    async measure(choices: SplitChoices & ModelChoice, onProgress: Progress): Promise<LengthFacts> {
      const { parts, encodedOf } = await encoded(choices, onProgress);
      return lengthFacts(parts, encodedOf);
    },

    async faultyRows(choices: SplitChoices & TokenChoices, fault: FaultChoice): Promise<FaultyRow[]> {
      const data = current();
      const { parts, encodedOf } = await encoded(choices);
      return faultyRows(parts, encodedOf, { fault, maxLength: choices.maxLength, rowNumber: numberOf(data) });
    },

    stopMeasuring: encoder.stop,

    async tokenise(choices: SplitChoices & TokenChoices): Promise<PreparedData> {
      const { parts, origin, encodedOf } = await encoded(choices);
      return cutParts(parts, origin, encodedOf, choices.maxLength);
    },
  };
}

function exampleKey(choices: SplitChoices): string {
  const { where, prompt, completion, stratify, keepEmpty, keepDuplicates, keepNearDuplicates } = choices;
  return JSON.stringify([where, prompt, completion, stratify, keepEmpty, keepDuplicates, keepNearDuplicates]);
}

function splitKey(choices: SplitChoices): string {
  const { split, seed, keepTogether } = choices;
  return JSON.stringify([exampleKey(choices), split, seed, keepTogether]);
}
