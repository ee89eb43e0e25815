import { formatBytes, formatNumber } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const data: Translation<'data'> = {
  title: 'Wählen Sie, was das Modell lernt',
  emptyTitle: 'Welche Tabelle?',
  emptyIntro: 'Eine CSV mit einer Zeile je Beispiel, oder eine JSONL-Datei mit prompt und completion in jeder Zeile.',
  exampleTitle: 'So sollte sie aussehen',
  exampleColumns: ['qtype', 'Question', 'Answer'],
  exampleRows: [
    ['symptoms', 'Welche Anzeichen hat eine Erkältung?', 'Laufende Nase, Niesen, Halsschmerzen.'],
    ['symptoms', 'Welche Anzeichen hat Heuschnupfen?', 'Niesen, juckende Augen, verstopfte Nase.'],
    ['treatment', 'Wie wird eine Verstauchung behandelt?', 'Ruhe, Eis, ein fester Verband und Zeit.'],
  ],
  reading: (fileName) => `${fileName} wird gelesen`,
  readingDetail: (fraction, sizeBytes) =>
    sizeBytes === 0 ? 'Wird geöffnet' : `${formatBytes(fraction * sizeBytes)} von ${formatBytes(sizeBytes)}`,
  failed: (fileName) => `${fileName} ist nicht verwendbar`,
  otherFile: 'Andere Datei öffnen',
  intro: (fileName, rows, columns, sizeBytes) =>
    `${fileName}: ${formatNumber(rows)} Zeilen, ${formatNumber(columns)} Spalten, ${formatBytes(sizeBytes)}.`,
  introExamples: (fileName, rows, sizeBytes) =>
    `${fileName}: ${formatNumber(rows)} Beispiele, ${formatBytes(sizeBytes)}.`,
  warnings: (count) => (count === 1 ? '1 Bemerkung zur Datei' : `${formatNumber(count)} Bemerkungen zur Datei`),
  moreWarnings: (count) => `und ${formatNumber(count)} weitere`,
  promptTag: 'Prompt',
  answerTag: 'Antwort',
  endMark: 'Ende',
  rowNumber: (row) => `Zeile ${formatNumber(row)}`,
  rowsTitle: 'Zeilen',
  keepWhere: 'Zeilen behalten, bei denen',
  pickColumn: 'Spalte',
  pickValue: 'Wert',
  pickColumnFirst: 'Zuerst die Spalte',
  valueCount: (value, count) => `${value === '' ? '(leer)' : value} (${formatNumber(count)})`,
  removeChip: (label) => `Entfernen: ${label}`,
  matched: (matched, rows) => `${formatNumber(matched)} von ${formatNumber(rows)}`,
  matchedLabel: 'Behaltene Zeilen',
  examplesLabel: 'Beispiele',
  noFilter: 'Kein Filter: Jede Zeile wird verwendet.',
  pairTitle: 'Frage und Antwort',
  questionColumn: 'Fragen aus',
  answerColumn: 'Antworten mit',
  advanced: 'Erweitert',
  promptTemplate: 'Vorlage des Prompts',
  completionTemplate: 'Vorlage der Antwort',
  templateHelp:
    '{{Spalte}} steht für die Zelle dieser Spalte. Aufeinanderfolgende Leerzeichen und Zeilenumbrüche in einer Zelle werden zu einem Leerzeichen.',
  splitTitle: 'Aufteilung',
  splitLabel: 'Beispiele in jedem Teil',
  parts: { train: 'Training', validation: 'Validierung', test: 'Test' },
  splitHelp: 'Das Modell lernt aus Training. Validierung bestimmt den besten Zeitpunkt. Test dient nur dem Vergleich.',
  next: 'Weiter zum Modell',
  barReady: (train, validation, test) =>
    `${formatNumber(train)} Zeilen zum Lernen, ${formatNumber(validation)} zum Prüfen, ${formatNumber(test)} zum Testen.`,
  barWorking: 'Die Zeilen werden aufgeteilt…',
  barEmpty: 'Öffnen Sie eine Datei, um weiterzumachen.',
  barFailed: 'Vor dem Training ist etwas zu korrigieren.',
};
