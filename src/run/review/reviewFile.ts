/** The file that reviewers fill in: a line for each answer. Written here, read back by readReview.ts. */
import type { ReviewItem } from './reviewItems.ts';

export type ReviewFormat = 'csv' | 'jsonl';

export interface ReviewFileOptions {
  /** The run that it belongs to (runMark). */
  readonly run: string;
  readonly format: ReviewFormat;
  /** Without the column that says which model wrote an answer. */
  readonly blind: boolean;
}

/** `class` is to be filled in: correct, underspecified or incorrect, or 1, 2 or 3. */
const REVIEW_COLUMNS = ['run', 'id', 'question', 'reference', 'answer', 'class', 'reviewer', 'note'] as const;

/** CSV with a byte order mark, which Excel needs to see UTF-8; or JSON lines. */
export function writeReviewFile(items: readonly ReviewItem[], { run, format, blind }: ReviewFileOptions): string {
  const rows = items.map(({ id, question, reference, answer, model }) => ({
    run,
    id,
    question,
    reference,
    answer,
    ...(!blind && { model }),
    class: '',
    reviewer: '',
    note: '',
  }));
  if (format === 'jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const columns = blind
    ? REVIEW_COLUMNS
    : [...REVIEW_COLUMNS.slice(0, 5), 'model' as const, ...REVIEW_COLUMNS.slice(5)];
  const lines = [columns.join(','), ...rows.map((row) => columns.map((name) => cell(row[name] ?? '')).join(','))];
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** RFC 4180. A text that a spreadsheet would calculate (=, +, -, @) gets an apostrophe before it, which says "this is text" there. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
