import { formatNumber, formatPercent } from '../../../lib/format.ts';

const rows = (count: number) => (count === 1 ? '1 row' : `${formatNumber(count)} rows`);
const named = (value: string) => (value === '' ? 'empty cells' : `"${value}"`);

/** Words of the Data place from rows to trusted examples: question and answer, split, length, check. */
export const pairs = {
  row: {
    title: 'One row, as the model meets it',
    caption: 'Blue is what the model learns to write.',
    asText: 'Text',
    asTokens: 'Tokens',
    shownAs: 'Show the row as',
    previous: 'Previous row',
    next: 'Next row',
    random: 'Random row',
    number: 'Row of the file',
    place: (position: number, count: number) => `Example ${formatNumber(position + 1)} of ${formatNumber(count)}`,
    inPart: (part: string) => `in ${part}`,
    inNoPart: 'in no part',
    instead: (asked: number, shown: number) => ({
      empty: `Row ${formatNumber(asked)} is left out: its question or answer is empty. This is row ${formatNumber(shown)}.`,
      duplicate: `Row ${formatNumber(asked)} is left out: it repeats an earlier one. This is row ${formatNumber(shown)}.`,
      filtered: `Row ${formatNumber(asked)} is not among the rows you keep. This is row ${formatNumber(shown)}.`,
      none: `The file has no row ${formatNumber(asked)}. This is row ${formatNumber(shown)}.`,
    }),
    none: 'No row to show yet.',
    tokenising: 'Reading the vocabulary of the model…',
    promptRun: (tokens: number) => `Prompt: ${formatNumber(tokens)} tokens, read but not learned`,
    answerRun: (tokens: number) => `Answer: ${formatNumber(tokens)} tokens, learned`,
    cutRun: (tokens: number, maxLength: number) =>
      `Cut off at ${formatNumber(maxLength)} tokens: ${formatNumber(tokens)} tokens, lost`,
    endThere: 'The end token is among the learned ones: the model learns to stop.',
    endLost: 'The end token is cut off: from this row the model does not learn to stop.',
    endMissing: 'The chat template writes no end token: from this row the model does not learn to stop.',
    lineBreak: 'line break',
    showAll: (hidden: number) => `Show ${formatNumber(hidden)} more tokens`,
  },
  stratify: {
    label: 'Keep balanced by',
    proposed: (column: string | null) => (column === null ? 'Proposed: nothing fits' : `Proposed: ${column}`),
    none: 'Nothing: split at random, by seed',
    kept: (column: string) => `Kept balanced by ${column}.`,
    random: 'Split at random, by seed.',
    why: 'Why?',
    inUse: (column: string, values: number, largest: string, share: number) =>
      `${column} has ${formatNumber(values)} values; the largest, ${named(largest)}, holds ${formatPercent(share, 0)} of the rows. Every part gets the same shares of them.`,
    manyValues: (column: string) =>
      `${column} has so many values that most are alone: they share one group, which is split at random.`,
    pooled: (count: number) =>
      count === 1
        ? '1 value has too few rows to stand in every part; it is split at random.'
        : `${formatNumber(count)} values have too few rows to stand in every part; they share one group.`,
    nothingFits: 'No column fits, so rows are drawn at random; the seed makes it repeatable.',
    others: (columns: readonly string[]) => `Would do as well: ${columns.join(', ')}.`,
    passedOver: 'Passed over:',
    unfit: {
      filtered: 'your filter leaves one kind of it',
      constant: 'the same in every row',
      manyValues: 'too many different values',
      rareValues: 'most values have too few rows',
      lopsided: 'one value is in nearly every row',
    },
  },
  sizes: (differing: number) =>
    `${rows(differing)} more or less than asked for in a part, since groups of copies stay whole.`,
  given: 'These files are a split already. It is kept as it is.',
  leaks: {
    title: 'Copies between the parts',
    working: 'Looking for copies between the parts…',
    none: 'No row of Validation or Test has a copy in another part.',
    found: (test: number, validation: number) =>
      `${rows(test)} of Test and ${formatNumber(validation)} of Validation have a copy in an earlier part, so they measure what was learned by heart.`,
    kinds: {
      question: (count: number) => `${formatNumber(count)} with the same question`,
      answer: (count: number) => `${formatNumber(count)} with the same answer`,
      near: (count: number) => `${formatNumber(count)} nearly the same`,
    },
    keep: 'Keep copies in one part',
    kept: 'Copies are kept in one part.',
    letGo: 'Split them freely',
    cannotMove: 'The files are a split already, so nothing is moved. Open their rows as one file to split them anew.',
    show: (groups: number) => (groups === 1 ? 'Show the group' : `Show the ${formatNumber(groups)} groups`),
    groupTitle: { question: 'Same question', answer: 'Same answer', near: 'Nearly the same' },
    more: (groups: number) => `and ${formatNumber(groups)} more groups`,
    moreRows: (count: number) => `and ${rows(count)} more`,
  },
  partRow: (part: string, row: number) => `${part}, row ${formatNumber(row)}`,
  fingerprint: 'Fingerprint of the split',
  copy: 'Copy',
  copied: 'Copied',
  save: 'Save the split',
  saveHelp: 'Three JSONL files in a zip. Open them together to get exactly these parts again.',
  length: {
    title: 'Length',
    intro: 'Longer rows are cut at the maximum length, and time and memory grow with it.',
    slider: 'Maximum length',
    value: (tokens: number, cut: number, lost: number) =>
      `${formatNumber(tokens)} tokens: ${rows(cut)} cut, ${formatNumber(lost)} answer tokens lost`,
    back: (tokens: number) => `Back to ${formatNumber(tokens)}`,
    whole: (tokens: number) => `No row cut: ${formatNumber(tokens)}`,
    cut: 'Rows cut',
    lost: 'Answer tokens lost',
    tokens: 'Tokens of one pass',
    longest: 'Longest batch',
    of: (count: number) => `of ${formatNumber(count)}`,
    against: (share: number, tokens: number) => `${formatPercent(share, 0)} of that at ${formatNumber(tokens)}`,
    batch: (batchRows: number, tokens: number) => `${formatNumber(batchRows)} × ${formatNumber(tokens)}`,
    relative: (time: number, memory: number, tokens: number) =>
      `Against ${formatNumber(tokens)} tokens: about ${formatPercent(time, 0)} of the time and ${formatPercent(memory, 0)} of the memory for a batch.`,
    chart: 'Chart',
    table: 'Table',
    shownAs: 'Show lengths as',
    chartTitle: 'Tokens by length of the row: prompt and answer',
    xAxis: 'Length of the row (tokens)',
    yAxis: 'Tokens in rows of this length',
    prompt: 'Prompt',
    answer: 'Answer',
    maximum: 'Maximum',
    bin: (from: number, to: number | null) =>
      to === null ? `${formatNumber(from)} and more` : `${formatNumber(from)}–${formatNumber(to)}`,
    columns: { length: 'Length', rows: 'Rows', prompt: 'Prompt tokens', answer: 'Answer tokens' },
    working: 'Counting tokens',
    progress: (done: number, total: number) => `${formatNumber(done)} of ${rows(total)}`,
    stop: 'Stop counting',
    stopped: 'Not counted.',
    again: 'Count tokens',
  },
  check: {
    title: 'Check before training',
    supervised: (supervised: number, tokens: number) =>
      `${formatPercent(tokens === 0 ? 0 : supervised / tokens, 0)} of ${formatNumber(tokens)} tokens are answers, which is what is learned.`,
    fine: 'Every answer is whole and ends with the end token.',
    faults: {
      cut: (count: number) => `${rows(count)} cut at the maximum length`,
      noEnd: (count: number) => `${rows(count)} without the token that ends the answer`,
      noAnswer: (count: number) => `${rows(count)} of which no answer token is learned`,
      sharedToken: (count: number) => `${rows(count)} whose prompt and answer share a token`,
    },
    help: {
      cut: 'They lose the end of their answer. Raise the maximum length, or leave them: their beginning is learned all the same.',
      noEnd: 'From these the model does not learn to stop.',
      noAnswer: 'The prompt alone fills the maximum length. Raise it, or shorten the prompt.',
      sharedToken: 'Their first answer token is not learned, or the last of the prompt is.',
    },
    empty: (count: number) => `${rows(count)} with an empty question or answer, left out`,
    show: 'Show rows',
    hide: 'Hide rows',
    tokens: (tokens: number) => `${formatNumber(tokens)} tokens`,
    lost: (tokens: number) => `${formatNumber(tokens)} lost`,
    more: (count: number) => `and ${rows(count)} more`,
    looking: 'Looking them up…',
    meaningless: (parts: readonly string[]) => `Nothing would be learned or measured in ${parts.join(' and ')}`,
    meaninglessWhy: (maxLength: number) =>
      `In every row the prompt alone fills ${formatNumber(maxLength)} tokens, so no answer token is left.`,
    fix: 'See the rows',
    raise: (tokens: number) => `Raise to ${formatNumber(tokens)}`,
  },
} as const;
