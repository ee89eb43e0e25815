import { formatNumber } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

const reasons = {
  filtered: 'nicht unter den Zeilen, die Sie behalten',
  empty: 'ihre Frage oder Antwort ist leer',
  duplicate: 'eine frühere Zeile hat dieselbe Frage und Antwort',
  'near-duplicate': 'eine frühere Zeile hat fast dieselbe Frage und Antwort',
};

const OPERATORS = {
  is: 'ist',
  'is-not': 'ist nicht',
  'one-of': 'ist eines von',
  contains: 'enthält',
  'at-least': 'ist mindestens',
  'at-most': 'ist höchstens',
  empty: 'ist leer',
  'not-empty': 'ist nicht leer',
};

const left = {
  empty: (count: number) =>
    count === 1 ? '1 Zeile mit einer leeren Zelle' : `${formatNumber(count)} Zeilen mit einer leeren Zelle`,
  duplicate: (count: number) => (count === 1 ? '1 Duplikat' : `${formatNumber(count)} Duplikate`),
  'near-duplicate': (count: number) =>
    count === 1 ? '1 Beinahe-Duplikat' : `${formatNumber(count)} Beinahe-Duplikate`,
};

export const rows: Translation<'rows'> = {
  tableLabel: 'Zeilen der Datei',
  viewLabel: 'Welche Zeilen gezeigt werden',
  views: { all: 'Alle', kept: 'Behalten', 'left-out': 'Ausgelassen' },
  titles: {
    all: 'Alle Zeilen',
    kept: 'Zeilen, die behalten werden',
    'left-out': 'Zeilen, die ausgelassen werden',
    filtered: 'Zeilen, die der Filter auslässt',
    empty: 'Zeilen mit einer leeren Zelle',
    duplicate: 'Duplikate',
    'near-duplicate': 'Beinahe-Duplikate',
  },
  none: {
    all: 'Es gibt keine Zeilen.',
    kept: 'Keine Zeile wird behalten.',
    'left-out': 'Keine Zeile wird ausgelassen.',
    filtered: 'Der Filter lässt keine Zeile aus.',
    empty: 'Keine behaltene Zeile hat eine leere Zelle.',
    duplicate: 'Es gibt keine Duplikate.',
    'near-duplicate': 'Es gibt keine Beinahe-Duplikate.',
  },
  number: 'Zeile',
  openRow: (row, fileName, reason) =>
    `Zeile ${row}${fileName === null ? '' : ` von ${fileName}`}${reason === null ? '' : `, ausgelassen: ${reasons[reason]}`}`,
  onlyFirst: (count) => `Die Tabelle zeigt die ersten ${formatNumber(count)} Zeilen. Verwendet werden alle.`,
  wholeLabel: 'Die ganze Zeile',
  emptyCell: '(leer)',
  closeRow: 'Schließen',

  operators: OPERATORS,
  operatorLabel: 'Bedingung',
  valueLabel: 'Wert',
  valuesLabel: 'Werte',
  textLabel: 'Gesuchter Text',
  numberLabel: 'Zahl',
  add: 'Hinzufügen',
  chip: (column, operator, value, count, total) =>
    `${column} ${OPERATORS[operator]}${value === '' ? '' : ` ${value}`}${
      count === null ? '' : `: ${formatNumber(count)} von ${formatNumber(total)}`
    }`,
  anyOf: (values) => values.join(' oder '),

  left,
  leftOut: (kind, count) => `${left[kind](count)} ausgelassen`,
  nothingLeftOut: 'Unter diesen Zeilen sind keine Duplikate, keine Beinahe-Duplikate und keine leeren Zellen.',
  leftLabel: 'Ausgelassen',
  show: 'Zeigen',
  showing: (kind) => `Zeigen: ${left[kind](2).replace(/^\d+ /, '')}`,
  keepKind: {
    empty: 'Zeilen mit einer leeren Zelle behalten',
    duplicate: 'Duplikate behalten',
    'near-duplicate': 'Beinahe-Duplikate behalten',
  },
  nearHelp:
    'Beinahe-Duplikate teilen mindestens 90 % der Folgen aus drei Wörtern mit einer früheren Zeile, in Frage und Antwort.',

  problemsTitle: (count) =>
    count === 1 ? '1 Zeile ist nicht lesbar' : `${formatNumber(count)} Zeilen sind nicht lesbar`,
  problemsHelp:
    'Alle anderen Zeilen sind in Ordnung. Berichtigen Sie die Datei und öffnen Sie sie noch einmal, oder machen Sie ohne diese Zeilen weiter.',
  moreProblems: (count) => `und ${formatNumber(count)} weitere`,
  showRow: 'Zeile zeigen',
  hideRow: 'Zeile ausblenden',
  skipRow: 'Zeile überspringen',
  skipAll: (count) => `Alle ${formatNumber(count)} überspringen`,
  skipped: (count) =>
    count === 1
      ? '1 Zeile, die nicht lesbar ist, wird übersprungen.'
      : `${formatNumber(count)} Zeilen, die nicht lesbar sind, werden übersprungen.`,
  rawLabel: 'Die Zeile, wie sie in der Datei steht',
  barShow: 'Zeigen',

  addFile: 'Weitere Datei hinzufügen',
  reading: (encoding, delimiter) => `Gelesen als ${encoding}, ${delimiter}.`,
  encodings: {
    'utf-8': 'UTF-8',
    'utf-16le': 'UTF-16 LE',
    'utf-16be': 'UTF-16 BE',
    'windows-1252': 'Windows-1252',
  },
  delimiters: {
    ',': 'Spalten enden mit einem Komma',
    ';': 'Spalten enden mit einem Semikolon',
    '\t': 'Spalten enden mit einem Tabulator',
    '|': 'Spalten enden mit einem senkrechten Strich',
  },
  readingChange: 'Buchstaben oder Spalten sehen falsch aus?',
  encodingLabel: 'Zeichenkodierung',
  delimiterLabel: 'Spalten enden mit',
  auto: 'Wie in der Datei erkannt',
  delimiterNames: { comma: 'Komma', semicolon: 'Semikolon', tab: 'Tabulator', pipe: 'Senkrechter Strich' },
};
