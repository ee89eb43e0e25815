import { createRowFilter, type RowFilter } from '../data/filter.ts';
import { type OpenedData, openData } from '../data/openData.ts';
import { UserError } from '../lib/errors.ts';
import { type PreparedData, prepareData } from '../run/data.ts';
import { limitParts } from '../run/limitRows.ts';
import { type SplitData, splitData } from '../run/splitData.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { FileFacts, Preparation, ReadingChoices, SplitChoices, TokenChoices } from './dataApi.ts';
import { fileFacts } from './fileFacts.ts';
import { lastResult } from './lastResult.ts';
import { preparation } from './preparation.ts';

/** One open file and what was last made of it; the work of data.worker without the worker. */
export function createDataSession(openTokenizer: (choices: TokenChoices) => Promise<Tokenizer>) {
  let opened: OpenedData | null = null;
  let filter: RowFilter | null = null;
  const splits = lastResult<SplitData>();
  const tokenised = lastResult<PreparedData>();

  function current(): OpenedData {
    if (opened === null) throw new UserError('no file is open', { remedy: 'Open a CSV or JSONL file first.' });
    return opened;
  }

  function split(data: OpenedData, choices: SplitChoices): Promise<SplitData> {
    return splits.get(splitKey(choices), () => splitData(data, choices, filter));
  }

  return {
    async open(
      files: readonly File[],
      reading: ReadingChoices,
      onProgress: (fraction: number) => void,
    ): Promise<FileFacts> {
      opened = null;
      filter = null;
      splits.forget();
      tokenised.forget();
      opened = await openData(files, { ...reading, onProgress });
      if (opened.kind === 'table') filter = createRowFilter(opened.table);
      return fileFacts(
        opened,
        files.reduce((sum, { size }) => sum + size, 0),
      );
    },

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

function splitKey({ where, prompt, completion, stratify, split, seed }: SplitChoices): string {
  return JSON.stringify([where, prompt, completion, stratify, split, seed]);
}
