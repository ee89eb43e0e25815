import { formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';

/** Words of the Results place. */
export const results = {
  toExport: 'Take the adapter',
  barReady: 'The adapter is ready. It stays in this tab until you download it.',
  needsRun: 'There is nothing to compare yet.',
  needsRunIntro: 'Results appear here when a training run has ended.',
  needsRunButton: 'Go to training',
  fell: (rows: number, base: number, tuned: number) =>
    `On ${formatNumber(rows)} rows it never saw, perplexity fell from ${formatPerplexity(base)} to ${formatPerplexity(tuned)} (${formatPercent(1 - tuned / base, 0)} lower).`,
  rose: (rows: number, base: number, tuned: number) =>
    `On ${formatNumber(rows)} rows it never saw, perplexity rose from ${formatPerplexity(base)} to ${formatPerplexity(tuned)} (${formatPercent(tuned / base - 1, 0)} higher).`,
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
