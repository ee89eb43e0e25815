import { formatBytes, formatNumber } from '../../../lib/format.ts';

/** Words of the Data place. */
export const data = {
  title: 'Choose what the model learns',
  emptyTitle: 'Which spreadsheet?',
  emptyIntro: 'A CSV with one row per example, or a JSONL file with prompt and completion on each line.',
  exampleTitle: 'It should look like this',
  exampleColumns: ['qtype', 'Question', 'Answer'],
  exampleRows: [
    ['symptoms', 'What are the symptoms of a cold?', 'A runny nose, sneezing, a sore throat.'],
    ['symptoms', 'What are the symptoms of hay fever?', 'Sneezing, itchy eyes, a blocked nose.'],
    ['treatment', 'How is a sprain treated?', 'Rest, ice, a firm bandage, and time.'],
  ],
  reading: (fileName: string) => `Reading ${fileName}`,
  readingDetail: (fraction: number, sizeBytes: number) =>
    sizeBytes === 0 ? 'Opening' : `${formatBytes(fraction * sizeBytes)} of ${formatBytes(sizeBytes)}`,
  failed: (fileName: string) => `${fileName} cannot be used`,
  otherFile: 'Open another file',
  intro: (fileName: string, rows: number, columns: number, sizeBytes: number) =>
    `${fileName}: ${formatNumber(rows)} rows, ${formatNumber(columns)} columns, ${formatBytes(sizeBytes)}.`,
  introExamples: (fileName: string, rows: number, sizeBytes: number) =>
    `${fileName}: ${formatNumber(rows)} examples, ${formatBytes(sizeBytes)}.`,
  warnings: (count: number) => (count === 1 ? '1 remark on the file' : `${formatNumber(count)} remarks on the file`),
  moreWarnings: (count: number) => `and ${formatNumber(count)} more`,
  promptTag: 'Prompt',
  answerTag: 'Answer',
  endMark: 'end',
  rowNumber: (row: number) => `Row ${formatNumber(row)}`,
  rowsTitle: 'Rows',
  keepWhere: 'Keep rows where',
  pickColumn: 'Column',
  pickValue: 'Value',
  pickColumnFirst: 'Column first',
  valueCount: (value: string, count: number) => `${value === '' ? '(empty)' : value} (${formatNumber(count)})`,
  removeChip: (label: string) => `Remove: ${label}`,
  matched: (matched: number, rows: number) => `${formatNumber(matched)} of ${formatNumber(rows)}`,
  matchedLabel: 'Rows kept',
  examplesLabel: 'Examples',
  noFilter: 'No filter: every row is used.',
  pairTitle: 'Question and answer',
  questionColumn: 'Ask from',
  answerColumn: 'Answer with',
  advanced: 'Advanced',
  promptTemplate: 'Prompt template',
  completionTemplate: 'Answer template',
  templateHelp:
    '{{Column}} stands for the cell of that column. Runs of spaces and line breaks in a cell become one space.',
  splitTitle: 'Split',
  splitLabel: 'Examples in each part',
  parts: { train: 'Train', validation: 'Validation', test: 'Test' },
  splitHelp: 'The model learns from Train. Validation picks the best moment. Test is only looked at to compare.',
  next: 'Continue to model',
  barReady: (train: number, validation: number, test: number) =>
    `${formatNumber(train)} rows to learn from, ${formatNumber(validation)} to check, ${formatNumber(test)} to test.`,
  barWorking: 'Splitting rows…',
  barEmpty: 'Open a file to go on.',
  barFailed: 'One thing to fix before training.',
} as const;
