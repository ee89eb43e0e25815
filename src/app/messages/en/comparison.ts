import { formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';

/** Words of the two comparisons in the Results place. */
export const comparison = {
  parts: {
    test: 'Test rows: never seen in training',
    validation: 'Validation rows: they chose the adapter',
  },
  validationNote:
    'These rows chose the step that is kept, so that their figures flatter it. They are other rows than those above and are never mixed with them.',
  lossOf: { test: 'Test loss', validation: 'Validation loss' },
  captionOf: {
    test: (rows: number, tokens: number) =>
      `Both models on the same ${formatNumber(rows)} test rows, ${formatNumber(tokens)} answer tokens.`,
    validation: (rows: number, tokens: number) =>
      `Both models on the same ${formatNumber(rows)} validation rows, ${formatNumber(tokens)} answer tokens.`,
  },
  soFar: (rows: number, total: number) =>
    `The first ${formatNumber(rows)} of ${formatNumber(total)} rows; the rest is being measured.`,
  changed: {
    fell: (share: number) => `Perplexity fell by ${formatPercent(share, 0)}.`,
    rose: (share: number) => `Perplexity rose by ${formatPercent(share, 0)}.`,
    none: () => 'No measurable change.',
  },
  outside: {
    title: 'Outside repeated phrases',
    intro: (sharing: number, answers: number, words: number, share: number) =>
      `${formatNumber(sharing)} of ${formatNumber(answers)} training answers hold a phrase of ${words} or more words that over ${formatPercent(share, 0)} of them share. Learning such phrases by heart lowers the loss; here it is without them.`,
    left: (tokens: number, share: number) =>
      `${formatNumber(tokens)} answer tokens left out, ${formatPercent(share, 0)} of all.`,
    nothing: 'Nothing is left: every answer token belongs to a repeated phrase.',
    none: (words: number, share: number) =>
      `No phrase of ${words} or more words is shared by over ${formatPercent(share, 0)} of the training answers, so that no learned boilerplate flatters these figures.`,
    phrases: 'Which phrases?',
    phrase: (answers: number) => `in ${formatNumber(answers)} training answers`,
  },
  figure: (loss: number) => `loss ${loss.toFixed(4)}, perplexity ${formatPerplexity(Math.exp(loss))}`,
} as const;
