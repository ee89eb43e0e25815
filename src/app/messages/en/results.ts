import { formatDuration, formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';

/** Ends of an interval as shares of 1, and how sure it is. */
interface ShareInterval {
  readonly confidence: number;
  readonly low: number;
  readonly high: number;
}

const onRows = (rows: number) => `On ${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'} it never saw`;
const intervalOf = ({ confidence, low, high }: ShareInterval) =>
  `${formatPercent(confidence, 0)} interval ${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)}`;
const list = (words: readonly string[]) => words.join(', ');

/** Words of the Results place. */
export const results = {
  toExport: 'Download adapter',
  barReady: 'The adapter is ready. It stays among your runs until you delete it.',
  barAnswering: (done: number, total: number) => `Checked ${formatNumber(done)} of ${formatNumber(total)}.`,
  barMeasuring: (done: number, total: number) =>
    `Measuring the tuned model: ${formatNumber(done)} of ${formatNumber(total)} test rows.`,
  barRunning: 'A run is under way.',
  skip: 'Skip the other answers',
  skipping: 'Skipping…',
  toRun: 'See the run',
  needsRun: 'There is nothing to compare yet.',
  needsRunIntro: 'Results appear here when a training run has ended.',
  needsRunButton: 'Go to training',
  underWay: 'Results come after training.',
  underWayIntro: 'The tuned model is then measured on the test rows, beside its base, and answers some of them.',
  measuring: 'Measuring the tuned model…',
  otherRun: (number: number) => `Trial ${number} is under way.`,
  runName: (fileName: string, number: number, trials: number) =>
    trials > 1 ? `${fileName}, trial ${number} of ${trials}` : fileName,
  fell: (rows: number, base: number, tuned: number, share: number, interval: ShareInterval) =>
    `${onRows(rows)}, perplexity fell from ${formatPerplexity(base)} to ${formatPerplexity(tuned)} (${formatPercent(share, 0)} lower, ${intervalOf(interval)}).`,
  rose: (rows: number, base: number, tuned: number, share: number, interval: ShareInterval) =>
    `${onRows(rows)}, perplexity rose from ${formatPerplexity(base)} to ${formatPerplexity(tuned)} (${formatPercent(share, 0)} higher, ${intervalOf(interval)}).`,
  same: (rows: number, base: number, tuned: number) =>
    `No measurable change on ${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'} it never saw: perplexity ${formatPerplexity(base)} before, ${formatPerplexity(tuned)} after.`,
  few: 'Few rows: treat as rough.',
  view: 'Show as',
  chart: 'Chart',
  table: 'Table',

  comparison: 'Comparison',
  comparisonCaption: (rows: number, tokens: number) =>
    `Both models on the same ${formatNumber(rows)} test rows, ${formatNumber(tokens)} answer tokens.`,
  model: 'Model',
  base: 'Base',
  tuned: 'Tuned',
  answer: 'Answer',
  fewShot: (shots: number) => `Base, ${formatNumber(shots)} ${shots === 1 ? 'example' : 'examples'} in the prompt`,
  worth: (change: 'fell' | 'rose' | 'none', shots: number, shown: number, tuned: number) => {
    const examples = `${formatNumber(shots)} training ${shots === 1 ? 'example' : 'examples'} in the prompt`;
    const from = `With ${examples} the base comes to perplexity ${formatPerplexity(shown)}`;
    if (change === 'none')
      return `Was tuning worth it? ${from}; the tuned model (${formatPerplexity(tuned)}) is not measurably better than that.`;
    return change === 'fell'
      ? `Was tuning worth it? ${from}; the tuned model, which needs no examples, to ${formatPerplexity(tuned)}.`
      : `Was tuning worth it? ${from}, which is better than the tuned model (${formatPerplexity(tuned)}).`;
  },
  fewShotCounts: (matches: number, vague: number, wrong: number) =>
    `Its answers with the examples: ${formatNumber(matches)} match, ${formatNumber(vague)} too vague, ${formatNumber(wrong)} do not match.`,
  fewShotFewer: (asked: number) => `${formatNumber(asked)} were asked for; no more fit.`,
  loss: 'Test loss',
  perplexity: 'Perplexity',
  interval: (confidence: number) => `Perplexity, ${formatPercent(confidence, 0)} interval`,
  intervalValue: (low: number, high: number) => `${formatPerplexity(low)} to ${formatPerplexity(high)}`,
  barLabel: (value: number, low: number, high: number) =>
    `Perplexity ${formatPerplexity(value)}, interval ${formatPerplexity(low)} to ${formatPerplexity(high)}`,
  wins: (wins: number, losses: number, ties: number, rows: number) =>
    `Row by row the tuned model is better on ${formatNumber(wins)} of ${formatNumber(rows)}, worse on ${formatNumber(losses)}${ties > 0 ? `, equal on ${formatNumber(ties)}` : ''}.`,
  intervalHelp: (resamples: number) =>
    `Interval: how far the figure would move with other rows of the same kind (paired bootstrap over rows, ${formatNumber(resamples)} resamples).`,
  perplexityHelp:
    'Perplexity: roughly, how many equally likely words the model hesitates between. Lower is better; it does not measure truth.',
  adapterOf: (step: number, steps: number, trainingLoss: number) =>
    `The adapter is that of step ${formatNumber(step)} of ${formatNumber(steps)}. Final training loss, mean of the last ten steps: ${formatNumber(trainingLoss, 3)}.`,
  validation: (rows: number, loss: number, perplexity: number) =>
    `On ${formatNumber(rows)} validation rows, which chose that step: loss ${loss.toFixed(4)}, perplexity ${formatPerplexity(perplexity)}. These rows are others, so the figures stand apart.`,

  answers: 'Answers & errors',
  answersIntro: (count: number) =>
    `${formatNumber(count)} test ${count === 1 ? 'row' : 'rows'} answered by both models. Model output, unchecked.`,
  judgedBy: 'Judged by a text rule, not by a clinician.',
  how: 'How?',
  rule: [
    'Only words count. Key terms are the content words and numbers of the reference, without those of the question and without phrases that most training answers share.',
    'Does not match: nothing said or only the question again; yes against no; the same words negated in one of the two; another number with the same unit; the same words over and over.',
    'Matches reference: at least 60 % of the key terms, and at least half of what it says is in the reference; not cut, not much shorter or longer.',
    'Too vague: what it says is in the reference, but key terms are missing, or it was cut at the limit. Everything else does not match.',
    'The rule knows no synonyms and no facts: a right answer in other words counts as not matching, and a matching one can be wrong.',
  ],
  classes: {
    matches: { name: 'Matches reference', report: 'correct' },
    vague: { name: 'Too vague', report: 'underspecified' },
    wrong: { name: 'Does not match', report: 'incorrect' },
  },
  inReport: (term: string) => `the report: ${term}`,
  checked: (done: number, total: number) => `Checked ${formatNumber(done)} of ${formatNumber(total)}`,
  checkedSkipped: (done: number, total: number) =>
    `Checked ${formatNumber(done)} of ${formatNumber(total)}; the others were skipped`,
  classCounts: 'Answers of the tuned model by class',
  baseCounts: (matches: number, vague: number, wrong: number) =>
    `The base model: ${formatNumber(matches)} match, ${formatNumber(vague)} too vague, ${formatNumber(wrong)} do not match.`,
  filter: 'Show answers of the tuned model that',
  all: (count: number) => `All ${formatNumber(count)}`,
  filtered: (name: string, count: number) => `${name} ${formatNumber(count)}`,
  noneOfClass: 'No answer of this class.',
  noPredictions: 'No test row was answered: the setting Predictions is 0.',
  noneChecked: 'The answers were skipped before the first one.',
  firstAnswer: 'The first answer is being written…',
  question: 'Question',
  reference: 'Reference',
  nothing: '(nothing)',
  cutShort: 'cut at the length limit',
  showAll: 'Show all',
  showLess: 'Show less',
  showMore: (count: number) => `Show ${formatNumber(count)} more`,
  reasons: {
    empty: () => 'It says nothing.',
    repeatsQuestion: () => 'It only repeats the question.',
    negation: (words: readonly string[]) => `Says the opposite about: ${list(words)}.`,
    numbers: (words: readonly string[]) => `Another number than the reference: ${list(words)}.`,
    loops: () => 'It says the same over and over.',
    covers: (words: readonly string[]) =>
      words.length === 0 ? 'Has all key terms.' : `Has most key terms; missing: ${list(words)}.`,
    cut: (words: readonly string[]) =>
      words.length === 0 ? 'Cut at the length limit.' : `Cut at the length limit; missing: ${list(words)}.`,
    short: (words: readonly string[]) =>
      words.length === 0
        ? 'Far shorter than the reference.'
        : `Far shorter than the reference; missing: ${list(words)}.`,
    missing: (words: readonly string[]) => `Missing: ${list(words)}.`,
    adds: (words: readonly string[]) => `Far longer than the reference; adds: ${list(words)}.`,
    different: (words: readonly string[]) =>
      words.length === 0 ? 'Shares too little with the reference.' : `Not in the reference: ${list(words)}.`,
  },

  lengths: 'Length of answers that do not match',
  lengthsTitle: (count: number, done: number) =>
    `${formatNumber(count)} of ${formatNumber(done)} answers of the tuned model do not match`,
  lengthsX: 'Answer length (tokens)',
  lengthsY: 'Answers',
  noMismatches: (done: number) => `No mismatches among ${formatNumber(done)}.`,
  noMismatchesYet: (done: number, total: number) =>
    `No mismatches among the first ${formatNumber(done)} of ${formatNumber(total)}.`,
  lengthRange: (low: number, high: number) => `${formatNumber(low)} to ${formatNumber(high)}`,

  rateFigure: 'Final training loss against learning rate',
  needsTwoRates: 'Needs two learning rates.',
  runToo: (rate: number) => `Run ${formatRateShort(rate)} too`,
  runTooHint: 'Same rows and settings, another learning rate. It starts as soon as no other run is under way.',
  openRowsFirst: 'Open the same file first: the rows are not in this tab any more.',
  batchLine: (batchSize: number) => `batch ${formatNumber(batchSize)}`,
  rateX: 'Learning rate (log)',
  lossY: 'Final training loss',
  time: formatDuration,
  barEmpty: 'Train first.',
} as const;

/** 0.001 -> 1e-3, as it is typed. */
function formatRateShort(rate: number): string {
  return rate.toExponential().replace('e+', 'e');
}
