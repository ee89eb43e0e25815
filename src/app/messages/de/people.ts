import { formatDecimals, formatNumber, formatPercent } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

const kinds = { cohen: 'Cohens Kappa', fleiss: 'Fleiss’ Kappa' } as const;
const answersOf = (count: number) => `${formatNumber(count)} ${count === 1 ? 'Antwort' : 'Antworten'}`;
const cohen = (kappa: number | null) => (kappa === null ? '' : ` (${kinds.cohen} ${formatDecimals(kappa, 2)})`);

export const people: Translation<'people'> = {
  title: 'Beurteilung durch Menschen',
  intro:
    'Die Regel zählt Wörter. Ob eine Antwort sachlich richtig ist, können nur Menschen sagen: Lassen Sie einige blind urteilen, und sehen Sie dann, wie weit sie untereinander und mit der Regel übereinstimmen.',
  waiting: 'Möglich, wenn alle Antworten da sind.',
  takeHead: 'Eine Datei für Prüfende',
  takeIntro: (count) =>
    `${answersOf(count)} beider Modelle, in einer Reihenfolge, die nichts verrät. Prüfende füllen die Spalte class aus: correct (sachlich richtig), underspecified (zu unbestimmt) oder incorrect (falsch).`,
  hide: 'Verbergen, welches Modell eine Antwort schrieb',
  csv: 'Als CSV speichern',
  jsonl: 'Als JSONL speichern',
  key: 'Schlüssel speichern',
  keyHint:
    'Der Schlüssel sagt, welche id welche Antwort ist. Geben Sie ihn nicht an Prüfende; dieser Lauf kennt ihn ohnehin.',
  hereHead: 'Hier urteilen, blind',
  reviewer: 'Ihr Name oder Ihre Initialen',
  begin: 'Beginnen',
  goOn: (done, total) => `Weitermachen (${formatNumber(done)} von ${formatNumber(total)})`,
  look: 'Noch einmal durchsehen',
  blindTitle: (done, total) => `Antwort ${formatNumber(done)} von ${formatNumber(total)}`,
  blindProgress: (done, total) => `${formatNumber(done)} von ${formatNumber(total)} beurteilt`,
  blindVerdict: 'Ihr Urteil',
  blindHint: 'Die Tasten 1, 2 und 3 urteilen und führen weiter; Pfeil links führt zurück.',
  back: 'Zurück',
  leave: 'Verlassen, später weitermachen',
  allDone: 'Alle Antworten sind beurteilt.',
  givesBack: 'Dateien, die zurückkamen',
  open: 'Dateien der Prüfenden hinzufügen',
  took: (reviewer, verdicts, open) =>
    `${reviewer}: ${formatNumber(verdicts)} ${verdicts === 1 ? 'Urteil' : 'Urteile'}${open > 0 ? `, ${formatNumber(open)} ${open === 1 ? 'Zeile' : 'Zeilen'} offen gelassen` : ''}.`,
  sheets: 'Prüfende',
  columns: { reviewer: 'Name', source: 'Quelle', judged: 'Beurteilt', blind: 'Blind' },
  studio: 'diese Seite',
  yes: 'ja',
  no: 'nein',
  remove: 'Entfernen',
  removeOf: (reviewer) => `Urteile von ${reviewer} entfernen`,
  undo: 'Rückgängig',
  agreementHead: 'Übereinstimmung',
  oneReviewer: 'Für die Übereinstimmung braucht es eine zweite prüfende Person.',
  noneShared: 'Noch keine Antwort wurde von allen Prüfenden beurteilt.',
  kappa: (kind, kappa, answers) =>
    `${kinds[kind]} ${formatDecimals(kappa, 2)} auf ${answersOf(answers)}, von allen Prüfenden beurteilt`,
  kappaInterval: (low, high) => ` (95-%-Intervall ${formatDecimals(low, 2)} bis ${formatDecimals(high, 2)})`,
  noKappa: 'Alle Urteile sind gleich: Es gibt nichts, worin man übereinstimmen könnte.',
  observed: (share) => `Gleiches Urteil bei ${formatPercent(share, 0)}.`,
  ruleHead: 'Die Regel gegen Menschen',
  ruleSentence: (share, answers, kappa) =>
    `Die Regel sagt bei ${formatPercent(share, 0)} von ${answersOf(answers)}, was die meisten Prüfenden sagen${cohen(kappa)}.`,
  ownSentence: (share, answers, kappa) =>
    `Die Regel sagt bei ${formatPercent(share, 0)} von ${answersOf(answers)}, was Sie sagen${cohen(kappa)}.`,
  ties: (count) => ` ${formatNumber(count)} ausgelassen: Die Prüfenden waren geteilter Meinung.`,
  checksHead: 'Die Regel gegen Ihre eigenen Urteile',
  checksNote: 'Sie sahen zuerst, was die Regel sagt; ein blinder Test ist das also nicht.',
  rows: 'Menschen sagen',
  ruleColumn: (name) => `Regel: ${name}`,
};
