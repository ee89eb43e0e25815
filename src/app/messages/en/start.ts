import { formatNumber, formatPerplexity } from '../../../lib/format.ts';

/** Words of the start page. */
export const start = {
  title: 'Fine-tune a language model on your spreadsheet.',
  intro: "It runs on this computer's GPU. Your rows are never uploaded.",
  sampleTitle: 'Start from an example',
  sampleHint:
    'A small spreadsheet of health questions and answers, written for this page. Everything is filled in for you.',
  sample: 'Try the sample',
  noAccount: 'no account',
  noAccountAbout: (elapsedMs: number) => `no account, about ${roughTime(elapsedMs)}`,
  dropTitle: 'Drop a CSV or JSONL',
  dropHint: 'One row per example, with a header line: a column to ask from, a column to answer with.',
  choose: 'Choose file',
  steps: [
    ['Choose rows', 'Filter them, see one as the model meets it, and split them in three.'],
    ['Train', 'A small adapter learns on top of a frozen 4-bit model while you watch the loss.'],
    ['Compare', 'Base and tuned model on rows neither has seen. Then take the adapter with you.'],
  ],
  stepsTitle: 'What happens then',
  axis: 'Loss (nats per token, lower is better)',
  curve: { steps: (steps: number) => `${formatNumber(steps)} steps`, base: 'base', training: 'training' },
  curveTitle: (steps: number, before: number, after: number) =>
    `Training loss over ${formatNumber(steps)} steps of a recorded run. On test rows perplexity went from ${formatPerplexity(before)} to ${formatPerplexity(after)}.`,
  question: 'The same question',
  before: 'Before training',
  after: 'After training',
  recordedOn: (gpu: string, iso: string) => `Recorded on ${gpu}, ${day(iso)}.`,
  unchecked: 'Model output, unchecked.',
  watch: 'Watch this run',
  goOn: (fileName: string) => `${fileName} is open.`,
  goOnButton: 'Go on with it',
} as const;

/** A time as people give it: to ten seconds below two minutes, to the minute above. */
function roughTime(ms: number): string {
  const seconds = Math.max(10, Math.round(ms / 10_000) * 10);
  return seconds < 120 ? `${seconds} s` : `${Math.round(ms / 60_000)} min`;
}

/** 2026-11-25T15:44:30Z -> 25 November 2026 */
function day(iso: string): string {
  return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}
