import { formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';

/** Ends of an interval as shares of 1, and how sure it is. */
interface ShareInterval {
  readonly confidence: number;
  readonly low: number;
  readonly high: number;
}

const onRows = (rows: number) => `On ${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'} it never saw`;
const intervalOf = ({ confidence, low, high }: ShareInterval) =>
  `${formatPercent(confidence, 0)} interval ${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)}`;

/** Words of the Results place. */
export const results = {
  toExport: 'Take the adapter',
  barReady: 'The adapter is ready. It stays in this tab until you download it.',
  needsRun: 'There is nothing to compare yet.',
  needsRunIntro: 'Results appear here when a training run has ended.',
  needsRunButton: 'Go to training',
  fell: (rows: number, base: number, tuned: number, share: number, interval: ShareInterval) =>
    `${onRows(rows)}, perplexity fell from ${formatPerplexity(base)} to ${formatPerplexity(tuned)} (${formatPercent(share, 0)} lower, ${intervalOf(interval)}).`,
  rose: (rows: number, base: number, tuned: number, share: number, interval: ShareInterval) =>
    `${onRows(rows)}, perplexity rose from ${formatPerplexity(base)} to ${formatPerplexity(tuned)} (${formatPercent(share, 0)} higher, ${intervalOf(interval)}).`,
  same: (rows: number, base: number, tuned: number) =>
    `No measurable change on ${formatNumber(rows)} rows it never saw: perplexity ${formatPerplexity(base)} before, ${formatPerplexity(tuned)} after.`,
  few: 'Few rows: treat as rough.',
  comparison: 'Comparison',
  comparisonCaption: (rows: number, tokens: number) =>
    `Both models on the same ${formatNumber(rows)} test rows, ${formatNumber(tokens)} answer tokens.`,
  model: 'Model',
  base: 'Base',
  tuned: 'Tuned',
  loss: 'Test loss',
  perplexity: 'Perplexity',
  perplexityHelp:
    'Perplexity: roughly, how many equally likely words the model hesitates between. Lower is better; it does not measure truth.',
  adapterOf: (step: number, steps: number, trainingLoss: number) =>
    `The adapter is that of step ${formatNumber(step)} of ${formatNumber(steps)}. Final training loss, mean of the last ten steps: ${formatNumber(trainingLoss, 3)}.`,
  answers: 'Answers to test rows',
  answersIntro: 'Model output, unchecked.',
  question: 'Prompt',
  reference: 'Reference',
  nothing: '(nothing)',
  cutShort: 'cut at the length limit',
  showMore: (count: number) => `Show ${formatNumber(count)} more`,
  barEmpty: 'Train first.',
} as const;
