import { UserError } from '../lib/errors.ts';
import { isBlank, parseRecords } from './papa.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
const SAMPLE_RECORDS = 100;

/**
 * The delimiter under which the most of the first records have as many cells as the header, two at least; among equals the one with
 * the most cells, then the usual order. A comma when none gives a second column. `sample`: the start of the file, `whole` if it is all.
 */
export function sniffDelimiter(sample: string, whole: boolean): string {
  let best = { delimiter: ',', share: 0, cells: 1 };
  for (const delimiter of DELIMITERS) {
    const sampled = parseRecords(sample, { delimiter, preview: SAMPLE_RECORDS }, whole).records;
    const records = sampled.filter((record) => !isBlank(record));
    const cells = records[0]?.length ?? 0;
    if (cells < 2) continue;
    const share = records.filter((record) => record.length === cells).length / records.length;
    if (share > best.share || (share === best.share && cells > best.cells)) best = { delimiter, share, cells };
  }
  return best.delimiter;
}

/** Checks a delimiter that a person chose: one character that is no quote and no line break. */
export function checkDelimiter(delimiter: string): string {
  if (delimiter.length === 1 && !['"', '\n', '\r', '\ufeff'].includes(delimiter)) return delimiter;
  throw new UserError(`${JSON.stringify(delimiter)} cannot separate columns`, {
    where: 'delimiter',
    remedy: 'Use one character, such as , ; | or a tab.',
  });
}
