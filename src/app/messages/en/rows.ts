import { formatNumber } from '../../../lib/format.ts';

const reasons = {
  filtered: 'not among the rows you keep',
  empty: 'its question or answer is empty',
  duplicate: 'an earlier row has the same question and answer',
  'near-duplicate': 'an earlier row has nearly the same question and answer',
};

const OPERATORS = {
  is: 'is',
  'is-not': 'is not',
  'one-of': 'is one of',
  contains: 'contains',
  'at-least': 'is at least',
  'at-most': 'is at most',
  empty: 'is empty',
  'not-empty': 'is not empty',
};

const left = {
  empty: (count: number) =>
    count === 1 ? '1 row with an empty cell' : `${formatNumber(count)} rows with an empty cell`,
  duplicate: (count: number) => (count === 1 ? '1 duplicate' : `${formatNumber(count)} duplicates`),
  'near-duplicate': (count: number) => (count === 1 ? '1 near-duplicate' : `${formatNumber(count)} near-duplicates`),
};

/** Words of the Rows section of Data: the table of rows, the filter, what is left out, broken rows. */
export const rows = {
  tableLabel: 'Rows of the file',
  viewLabel: 'Which rows to show',
  views: { all: 'All', kept: 'Kept', 'left-out': 'Left out' },
  titles: {
    all: 'All rows',
    kept: 'Rows that are kept',
    'left-out': 'Rows that are left out',
    filtered: 'Rows that the filter leaves out',
    empty: 'Rows with an empty cell',
    duplicate: 'Duplicates',
    'near-duplicate': 'Near-duplicates',
  },
  none: {
    all: 'There are no rows.',
    kept: 'No row is kept.',
    'left-out': 'No row is left out.',
    filtered: 'The filter leaves out no row.',
    empty: 'No row that is kept has an empty cell.',
    duplicate: 'There are no duplicates.',
    'near-duplicate': 'There are no near-duplicates.',
  },
  number: 'Row',
  openRow: (row: number, fileName: string | null, reason: keyof typeof reasons | null) =>
    `Row ${row}${fileName === null ? '' : ` of ${fileName}`}${reason === null ? '' : `, left out: ${reasons[reason]}`}`,
  onlyFirst: (count: number) => `The table shows the first ${formatNumber(count)} rows. All of them are used.`,
  wholeLabel: 'The whole row',
  emptyCell: '(empty)',
  closeRow: 'Close',

  operators: OPERATORS,
  operatorLabel: 'Condition',
  valueLabel: 'Value',
  valuesLabel: 'Values',
  textLabel: 'Text to look for',
  numberLabel: 'Number',
  add: 'Add',
  chip: (column: string, operator: keyof typeof OPERATORS, value: string, count: number | null, total: number) =>
    `${column} ${OPERATORS[operator]}${value === '' ? '' : ` ${value}`}${
      count === null ? '' : `: ${formatNumber(count)} of ${formatNumber(total)}`
    }`,
  anyOf: (values: readonly string[]) => values.join(' or '),

  left,
  leftOut: (kind: keyof typeof left, count: number) => `${left[kind](count)} left out`,
  nothingLeftOut: 'Among these rows are no duplicates, no near-duplicates and no empty cells.',
  leftLabel: 'Left out',
  show: 'Show',
  showing: (kind: keyof typeof left) => `Show: ${left[kind](2).replace(/^\d+ /, '')}`,
  keepKind: {
    empty: 'Keep rows with an empty cell',
    duplicate: 'Keep duplicates',
    'near-duplicate': 'Keep near-duplicates',
  },
  nearHelp: 'Near-duplicates share at least 90 % of the three-word runs of an earlier row, in question and answer.',

  problemsTitle: (count: number) =>
    count === 1 ? '1 row cannot be read' : `${formatNumber(count)} rows cannot be read`,
  problemsHelp: 'All other rows are fine. Mend the file and open it again, or go on without these rows.',
  moreProblems: (count: number) => `and ${formatNumber(count)} more`,
  showRow: 'Show row',
  hideRow: 'Hide row',
  skipRow: 'Skip row',
  skipAll: (count: number) => `Skip all ${formatNumber(count)}`,
  skipped: (count: number) =>
    count === 1
      ? '1 row that cannot be read is skipped.'
      : `${formatNumber(count)} rows that cannot be read are skipped.`,
  rawLabel: 'The row as it stands in the file',
  barShow: 'Show',

  addFile: 'Add another file',
  reading: (encoding: string, delimiter: string) => `Read as ${encoding}, ${delimiter}.`,
  encodings: {
    'utf-8': 'UTF-8',
    'utf-16le': 'UTF-16 LE',
    'utf-16be': 'UTF-16 BE',
    'windows-1252': 'Windows-1252',
  },
  delimiters: {
    ',': 'columns end at a comma',
    ';': 'columns end at a semicolon',
    '\t': 'columns end at a tab',
    '|': 'columns end at a pipe',
  } as Readonly<Record<string, string>>,
  readingChange: 'Letters or columns look wrong?',
  encodingLabel: 'Encoding',
  delimiterLabel: 'Columns end at',
  auto: 'Found in the file',
  delimiterNames: { comma: 'Comma', semicolon: 'Semicolon', tab: 'Tab', pipe: 'Pipe' },
} as const;
