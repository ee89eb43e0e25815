import { formatDecimals, formatNumber, formatPercent } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

const nats = (value: number) => formatDecimals(value, 2);
const signed = (value: number) => `${value < 0 ? '−' : '+'}${nats(Math.abs(value))}`;
const quoted = (token: string) => (token === '' ? 'Teil eines Zeichens' : `„${token.replaceAll('\n', '↵')}“`);
const ofModel = { base: 'der Basis', tuned: 'des abgestimmten Modells' } as const;

export const answers: Translation<'answers'> = {
  sort: 'Reihenfolge',
  sorts: {
    row: 'Wie im Testteil',
    lossHigh: 'Höchster Verlust des abgestimmten Modells zuerst',
    worse: 'Durch das Abstimmen am meisten verschlechtert zuerst',
    long: 'Längste Antwort zuerst',
    short: 'Kürzeste Antwort zuerst',
  },
  subtopic: 'Unterthema',
  anySubtopic: 'Alle',
  loss: 'Verlust',
  losses: {
    any: 'Beliebig',
    better: 'Kleiner als bei der Basis',
    worse: 'Größer als bei der Basis',
    high: 'Die größere Hälfte',
  },
  length: 'Länge der Antwort (Token)',
  anyLength: 'Jede',
  checkedBy: 'Von einem Menschen geprüft',
  anyChecked: 'Gleichgültig',
  isChecked: 'Geprüft',
  notChecked: 'Noch nicht geprüft',
  showing: (shown, total) => `${formatNumber(shown)} von ${formatNumber(total)} gezeigt.`,
  fewer: (asked, total) =>
    `${formatNumber(asked)} Vorhersagen waren verlangt; ${total === 1 ? '1 Testzeile lässt' : `${formatNumber(total)} Testzeilen lassen`} Platz für eine Antwort.`,
  markDifferences: 'Unterschiede hervorheben',
  legend: {
    shared: 'auch in der Referenz',
    foreign: 'nicht in der Referenz',
    missing: 'Schlüsselwort, das der Antwort des abgestimmten Modells fehlt',
  },
  rowName: (index) => `Testzeile ${formatNumber(index + 1)}`,
  rowLoss: (base, tuned) => `Verlust ${formatDecimals(base, 3)} Basis, ${formatDecimals(tuned, 3)} abgestimmt`,
  scores: (recall, precision, ratio) =>
    `(Schlüsselwörter ${formatPercent(recall, 0)}, in der Referenz ${formatPercent(precision, 0)}, Länge ×${formatDecimals(ratio, 1)})`,

  verdictOf: (model, index) => `Ihr Urteil über die Antwort ${ofModel[model]} auf Testzeile ${formatNumber(index + 1)}`,
  verdicts: {
    correct: 'Sachlich richtig',
    underspecified: 'Zu unbestimmt',
    incorrect: 'Falsch',
  },
  verdictKey: (key, name) => `${key} ${name}`,
  backToRule: '0 Zurück zur Regel',
  byPerson: 'von einem Menschen',
  keysHint:
    'Sie können die Regel überstimmen: Drücken Sie 1, 2 oder 3 auf dem Urteil einer Antwort (0 führt zurück), oder klicken Sie. Pfeil auf und ab führen zur vorigen und zur nächsten Zeile.',
  undo: 'Letztes Urteil zurücknehmen',
  unsaved:
    'Dieser Browser bewahrt die Urteile nicht auf: Sie gehen verloren, wenn der Tab geschlossen wird. Laden Sie das Zip herunter, um sie zu behalten.',
  byRule: (share, total) => `${formatPercent(share, 0)} von ${formatNumber(total)} stimmen nach der Regel überein`,
  byPersonCount: (checked, correct, underspecified, incorrect) =>
    `${formatNumber(checked)} von einem Menschen geprüft: ${formatNumber(correct)} sachlich richtig, ${formatNumber(underspecified)} zu unbestimmt, ${formatNumber(incorrect)} falsch`,
  nonePersonally: 'noch keine von einem Menschen geprüft',

  ruleTitle: 'Für Fortgeschrittene: die Konstanten der Regel',
  ruleIntro:
    'Die Antworten werden sofort neu beurteilt; nichts wird neu geschrieben. run.json und der Bericht sagen, welche Konstanten galten.',
  ruleChanged: 'Es gelten andere Konstanten als in der Regel des Rezepts.',
  ruleReset: 'Zurück zu den Vorgaben',
  ruleDefault: (value) => `Vorgabe ${formatNumber(value, 4)}`,
  ruleNames: {
    matchRecall: 'Stimmt überein: kleinster Anteil der Schlüsselwörter',
    matchPrecision: 'Stimmt überein: kleinster Anteil des Gesagten, der in der Referenz steht',
    vaguePrecision: 'Zu ungenau: kleinster Anteil, der in der Referenz steht',
    mixedRecall: 'Zu ungenau, beides: kleinster Anteil der Schlüsselwörter',
    mixedPrecision: 'Zu ungenau, beides: kleinster Anteil, der in der Referenz steht',
    shortest: 'Kleinste Länge gegenüber der Referenz',
    longest: 'Größte Länge gegenüber der Referenz',
    negationShare: 'Verneinte Wörter: Anteil, ab dem sie das Gegenteil sagt',
    loopWords: 'Schleife: ab so vielen Wörtern',
    loopShare: 'Schleife: höchstens dieser Anteil verschiedener Wörter',
    commonShare: 'Feste Wendung: in mehr als diesem Anteil der Trainingsantworten',
  },

  heatShow: 'Verlust je Token',
  heatHide: 'Verlust je Token ausblenden',
  heatLive: 'Der Verlust je Token ist zu sehen, wenn ein eigener Lauf beendet ist.',
  heatMissing: 'Der Verlust je Token wurde für diesen Lauf nicht aufbewahrt.',
  heatLoading: 'Wird gelesen…',
  heatOf: 'Zeigen',
  heatModes: { base: 'Basis', tuned: 'Abgestimmt', change: 'Änderung' },
  heatHint: 'Zeigen Sie auf ein Token, oder gehen Sie mit den Pfeiltasten weiter.',
  heatLabel: {
    base: 'Verlust der Basis je Token',
    tuned: 'Verlust des abgestimmten Modells je Token',
    change: 'Änderung des Verlusts je Token',
  },
  heatToken: (token, base, tuned, repeated) =>
    `${quoted(token)}: Basis ${nats(base)}, abgestimmt ${nats(tuned)} Nats (zu ${formatPercent(Math.exp(-base), 0)} und ${formatPercent(Math.exp(-tuned), 0)} sicher)${repeated ? ', in einer wiederholten Wendung' : ''}`,
  heatLegend: {
    base: 'Stärker getönt und dickere Linie: höherer Verlust, von unter 0,1 bis über 4 Nats.',
    tuned: 'Stärker getönt und dickere Linie: höherer Verlust, von unter 0,1 bis über 4 Nats.',
    change:
      'Blau: Das Abstimmen hat den Verlust dieses Tokens gesenkt; rot: Es hat ihn erhöht. Dickere Linie: stärker.',
  },
  heatColumns: {
    token: 'Token',
    base: 'Basis (Nats)',
    tuned: 'Abgestimmt (Nats)',
    change: 'Änderung',
    repeated: 'Wiederholte Wendung',
  },
  heatChange: signed,
  heatYes: 'ja',
  heatNo: 'nein',

  subtopics: 'Nach Unterthema',
  subtopicsCaption:
    'Klassen des abgestimmten Modells nach der Regel, überstimmt, wo ein Mensch geprüft hat; Verlust des abgestimmten Modells auf diesen Zeilen.',
  subtopicColumns: { subtopic: 'Unterthema', rows: 'Zeilen', loss: 'Verlust, abgestimmt' },

  shareTitle: 'Anteil der Antworten, die nicht übereinstimmen, nach Länge',
  shareY: 'Stimmen nicht überein (%)',
  shareOf: (wrong, all) => `${formatNumber(wrong)} von ${formatNumber(all)}`,
  classesShown: 'Gezählte Antworten',
  onlyWrong: 'Stimmt nicht überein',
  allClasses: 'Alle Klassen',
  finalNote: 'Wo ein Mensch eine Antwort geprüft hat, gilt dessen Urteil.',
};
