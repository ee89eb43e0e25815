import { createRowFilter, type RowFilter } from '../data/filter.ts';
import { type OpenedData, openData } from '../data/openData.ts';
import { UserError } from '../lib/errors.ts';
import { type PreparedData, prepareData } from '../run/data.ts';
import { limitParts } from '../run/limitRows.ts';
import { readingOf } from '../run/reading.ts';
import { type ChosenExamples, chooseExamples, type SplitData, splitChosen } from '../run/splitData.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type {
  FileFacts,
  Preparation,
  ReadingChoices,
  RowView,
  RowWindow,
  SplitChoices,
  TokenChoices,
} from './dataApi.ts';
import { fileFacts } from './fileFacts.ts';
import { lastResult } from './lastResult.ts';
import { preparation } from './preparation.ts';
import { createRowViews, type RowViews, wholeRow } from './rowView.ts';

/** One open file and what was last made of it; the work of data.worker without the worker. */
export function createDataSession(openTokenizer: (choices: TokenChoices) => Promise<Tokenizer>) {
  let opened: OpenedData | null = null;
  let filter: RowFilter | null = null;
  const chosen = lastResult<ChosenExamples>();
  const views = lastResult<RowViews>();
  const splits = lastResult<SplitData>();
  const tokenised = lastResult<PreparedData>();

  function current(): OpenedData {
    if (opened === null) throw new UserError('no file is open', { remedy: 'Open a CSV or JSONL file first.' });
    return opened;
  }

  function split(data: OpenedData, choices: SplitChoices): Promise<SplitData> {
    return splits.get(splitKey(choices), async () => splitChosen(data, await choose(data, choices), choices));
  }

  function choose(data: OpenedData, choices: SplitChoices): Promise<ChosenExamples> {
    return chosen.get(chosenKey(choices), () => chooseExamples(data, choices, filter));
  }

  return {
    async open(
      files: readonly File[],
      reading: ReadingChoices,
      onProgress: (fraction: number) => void,
    ): Promise<FileFacts> {
      opened = null;
      filter = null;
      chosen.forget();
      views.forget();
      splits.forget();
      tokenised.forget();
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
      const make = () => choose(data, choices).catch(() => null);
      const made = await views.get(chosenKey(choices), async () => createRowViews(data, await make()));
      return made.window(view, from, count);
    },

    row: async (row: number): Promise<readonly string[]> => wholeRow(current(), row),

    async showProblem(at: number): Promise<string> {
      const data = current();
      const problem = data.problems[at];
      return problem === undefined ? '' : data.rawText(problem);
    },

    async prepare(choices: SplitChoices): Promise<Preparation> {
      const data = current();
      return preparation(data, await split(data, choices), choices);
    },

    tokenise(choices: SplitChoices & TokenChoices): Promise<PreparedData> {
      const key = JSON.stringify([splitKey(choices), choices.limit, choices.model, choices.maxLength]);
      return tokenised.get(key, async () => {
        const { split: parts, origin } = await split(current(), choices);
        return prepareData(limitParts(parts, choices.limit), origin, await openTokenizer(choices), choices.maxLength);
      });
    },
  };
}

function chosenKey(choices: SplitChoices): string {
  const { where, prompt, completion, stratify, keepEmpty, keepDuplicates, keepNearDuplicates } = choices;
  return JSON.stringify([where, prompt, completion, stratify, keepEmpty, keepDuplicates, keepNearDuplicates]);
}

function splitKey(choices: SplitChoices): string {
  return JSON.stringify([chosenKey(choices), choices.split, choices.seed]);
}
