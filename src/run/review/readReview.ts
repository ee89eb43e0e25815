import { sniffDelimiter } from '../../data/csvDelimiter.ts';
import { createTextReader } from '../../data/encoding.ts';
import { isBlank, parseRecords } from '../../data/papa.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import type { PredictionRecord } from '../events.ts';
import { placeKey } from './placeKey.ts';
import { reviewItems, runMark } from './reviewItems.ts';
import { PERSON_CLASSES, type PersonClass, type ReviewSheet, type Verdict } from './reviewRecord.ts';

export interface ReviewFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadReview {
  /** One for each name in the reviewer column. */
  readonly sheets: readonly ReviewSheet[];
  /** Rows without a class. */
  readonly open: number;
}

/** A row of the file, and where it stands. */
interface Line {
  readonly where: string;
  readonly cells: Readonly<Record<string, string>>;
}

const NEEDED = ['id', 'class'] as const;
const SHOWN_FAULTS = 5;

/**
 * Reads a file that a reviewer filled in, CSV (comma, semicolon or tab) or JSON lines, and checks every row. Rows without a class are open.
 * @throws UserError that names up to five rows with what is wrong: another run, an unknown id, a class that is none, two classes for an answer.
 */
export function readReview(file: ReviewFile, predictions: readonly PredictionRecord[], seed: number): ReadReview {
  const { text } = createTextReader(file.bytes.subarray(0, 4096), null).read(file.bytes, true);
  const body = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const lines = body.trimStart().startsWith('{') ? jsonLines(body, file.name) : csvLines(body, file.name);
  if (lines.length === 0) throw new UserError('holds no row', { where: file.name });
  const run = runMark(predictions);
  const items = new Map(reviewItems(predictions, seed).map((item) => [item.id, item]));
  const faults: string[] = [];
  const verdicts = new Map<string, Map<string, Verdict>>();
  let open = 0;
  const blind = lines.every(({ cells }) => (cells['model'] ?? '') === '');
  const unnamed = file.name.replace(/\.[^.]*$/, '');
  for (const { where, cells } of lines) {
    const fault = (what: string) => faults.push(`${where}: ${what}`);
    const [id = '', said = '', from = ''] = [cells['id'], cells['class'], cells['run']].map((value) => value?.trim());
    if (from !== '' && from !== run) fault(`it belongs to another run (${from}, this one is ${run})`);
    else {
      const item = items.get(id);
      const verdict = classOf(said);
      if (item === undefined) fault(id === '' ? 'the id is missing' : `no answer of this run has the id ${id}`);
      else if (said === '') open++;
      else if (verdict === null) fault(`"${said}" is no class; use correct, underspecified or incorrect (or 1, 2, 3)`);
      else {
        const reviewer = cells['reviewer']?.trim() || unnamed;
        const own = verdicts.get(reviewer) ?? new Map<string, Verdict>();
        verdicts.set(reviewer, own);
        const { index, model } = item;
        const before = own.get(placeKey(item));
        if (before !== undefined && before.class !== verdict)
          fault(`${reviewer} judged ${id} twice: ${before.class} and ${verdict}`);
        own.set(placeKey(item), { index, model, class: verdict });
      }
    }
  }
  if (faults.length > 0) {
    const more = faults.length > SHOWN_FAULTS ? `; and ${faults.length - SHOWN_FAULTS} more rows` : '';
    throw new UserError(`${faults.slice(0, SHOWN_FAULTS).join('; ')}${more}`, {
      where: file.name,
      remedy: 'Nothing was taken from this file. Mend these rows, or ask for the file again.',
    });
  }
  if (verdicts.size === 0) {
    throw new UserError('no row has a class yet', {
      where: file.name,
      remedy: 'Fill in the column class: correct, underspecified or incorrect.',
    });
  }
  const sheets = [...verdicts].map(([reviewer, own]) => ({
    reviewer,
    fileName: file.name,
    blind,
    verdicts: [...own.values()],
  }));
  return { sheets, open };
}

function classOf(said: string): PersonClass | null {
  const word = said.toLowerCase();
  const byNumber = PERSON_CLASSES[Number(word) - 1];
  return byNumber ?? PERSON_CLASSES.find((name) => name === word) ?? null;
}

function csvLines(text: string, fileName: string): Line[] {
  const delimiter = sniffDelimiter(text, true);
  const { records, fault } = parseRecords(text, { delimiter }, true);
  if (fault !== null) {
    throw new UserError(`row ${records.length + 1}: a quote is broken`, { where: fileName });
  }
  const [header = [], ...rows] = records.filter((record) => !isBlank(record));
  const names = header.map((name) => name.trim().toLowerCase());
  checkColumns(names, fileName);
  return rows.map((row, i) => ({
    where: `row ${i + 2}`,
    cells: Object.fromEntries(names.map((name, column) => [name, row[column] ?? ''])),
  }));
}

function jsonLines(text: string, fileName: string): Line[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const where = `line ${i + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw new UserError(`${where} is no JSON (${messageOf(cause)})`, { where: fileName, cause });
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new UserError(`${where} is no JSON object`, { where: fileName });
    const cells = Object.fromEntries(Object.entries(value).map(([name, cell]) => [name, String(cell ?? '')]));
    checkColumns(Object.keys(cells), fileName);
    return [{ where, cells }];
  });
}

function checkColumns(names: readonly string[], fileName: string): void {
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw new UserError(`has no column ${missing.join(' and ')}`, {
    where: fileName,
    remedy: 'Use the file that was saved for reviewers, and keep its columns.',
  });
}
