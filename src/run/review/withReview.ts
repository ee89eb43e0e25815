import { modelCard } from '../modelCard.ts';
import type { OutputFile } from '../outputs.ts';
import type { RunRecord } from '../record.ts';
import { applyReview, isReviewed } from './applyReview.ts';
import type { RunReview } from './reviewRecord.ts';

/**
 * The files of a run with what people said of its answers in run.json and README.md; the same files when nobody said anything.
 * @throws Error when there is no run.json among the files.
 */
export function withReview(files: readonly OutputFile[], review: RunReview): readonly OutputFile[] {
  if (!isReviewed(review)) return files;
  const record = files.find(({ name }) => name === 'run.json');
  if (record === undefined) throw new Error('withReview: the files have no run.json');
  const run = applyReview(JSON.parse(new TextDecoder().decode(record.bytes)) as RunRecord, review);
  const chatTemplate = files.some(({ name }) => name === 'chat_template.jinja');
  const replaced: Readonly<Record<string, string>> = {
    'run.json': `${JSON.stringify(run, null, 2)}\n`,
    'README.md': modelCard(run, { chatTemplate }),
  };
  return files.map((file) => {
    const text = replaced[file.name];
    return text === undefined ? file : { name: file.name, bytes: new TextEncoder().encode(text) };
  });
}
