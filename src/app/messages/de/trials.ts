import { formatBytes, formatDecimals, formatDuration, formatNumber } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

const rate = (value: number) => value.toExponential().replace('e+', 'e');
const pair = (learningRate: number, batchSize: number) =>
  `Lernrate ${rate(learningRate)}, Batch ${formatNumber(batchSize)}`;

export const trials: Translation<'trials'> = {
  title: 'Versuche',
  rate,
  pair,
  what: 'Mehrere Lernraten oder Batchgrößen trainieren nacheinander auf dem geladenen Modell. Jedes Paar ist ein Versuch; der mit dem niedrigsten Validierungsverlust ist das Ergebnis.',
  rates: 'Lernraten',
  batches: 'Batchgrößen',
  own: (value) => `${value} (oben eingestellt)`,
  another: 'Anderer Wert',
  anotherRate: 'Eine weitere Lernrate',
  anotherBatch: 'Eine weitere Batchgröße',
  add: 'Hinzufügen',
  addRate: 'Lernrate hinzufügen',
  addBatch: 'Batchgröße hinzufügen',
  one: 'Ein Versuch: ein gewöhnlicher Lauf.',
  count: (count, steps) => `${formatNumber(count)} Versuche, zusammen ${formatNumber(steps)} Schritte.`,
  time: (ms) =>
    `Etwa ${formatDuration(ms)} für alle, nach den gemessenen Schritten. Modell laden und Basis messen fällt einmal an.`,
  timeUnknown:
    'Die Dauer ist bekannt, sobald einige Schritte gemessen sind; Modell laden und Basis messen fällt einmal an.',
  memory: (batchSize, sizeBytes) =>
    `Der Speicher richtet sich nach dem größten Batch: ${formatBytes(sizeBytes)} bei Batch ${formatNumber(batchSize)}.`,
  tooLarge: (batchSize) => `Batch ${formatNumber(batchSize)} passt hier nicht.`,
  tooMany: (most) => `Mehr als ${formatNumber(most)} Versuche: Wählen Sie weniger Werte.`,
  losers: 'Deutlich schlechtere vorzeitig beenden',
  losersHelp:
    'Ab seiner ersten Epoche endet ein Versuch, der beim selben Anteil seines Trainings um mehr als 0,1 Nats Validierungsverlust hinter dem besten beendeten liegt. Sein letzter Trainingsverlust ist dann mit keinem vergleichbar.',
  start: (count) => `${formatNumber(count)} Versuche beginnen`,
  barReady: (count, steps, model) => `${formatNumber(count)} Versuche, ${formatNumber(steps)} Schritte mit ${model}.`,
  underWay: (number, total, learningRate, batchSize) =>
    `Versuch ${formatNumber(number)} von ${formatNumber(total)}: ${pair(learningRate, batchSize)}`,
  bestShown: (number, total, learningRate, batchSize) =>
    `Versuch ${formatNumber(number)} von ${formatNumber(total)}, der beste: ${pair(learningRate, batchSize)}`,
  queue: 'Reihe der Versuche',
  name: (number) => `Versuch ${formatNumber(number)}`,
  states: {
    waiting: 'Wartet',
    running: 'Im Gange',
    finished: 'Fertig',
    endedEarly: 'Vorzeitig beendet',
    stopped: 'Beendet, behalten',
    failed: 'Gescheitert',
    cancelled: 'Abgebrochen',
  },
  validation: (loss) => `bester Validierungsverlust ${formatDecimals(loss, 4)}`,
  cancelOne: 'Abbrechen',
  cancelTrial: (number) => `Versuch ${formatNumber(number)} abbrechen`,
  cancelAll: 'Alle abbrechen',
  barLive: (number, total, percent) =>
    `Versuch ${formatNumber(number)} von ${formatNumber(total)}: ${percent} % seiner Schritte.`,
  stopHint: 'Beenden und behalten beendet den laufenden Versuch mit dem, was er lernte, und lässt die wartenden aus.',
  unfinished: (name, number, total, step, steps) =>
    `Der Lauf ${name} endete in Versuch ${formatNumber(number)} von ${formatNumber(total)}, bei Schritt ${formatNumber(step)} von ${formatNumber(steps)}.`,
  keep: (number) => (number > 1 ? 'Bisherige Versuche behalten' : 'Gelerntes behalten'),
  table: 'Versuche dieser Sitzung',
  columns: {
    trial: 'Versuch',
    learningRate: 'Lernrate',
    batchSize: 'Batchgröße',
    differs: 'Andere Einstellungen',
    finalLoss: 'Letzter Trainingsverlust',
    bestLoss: 'Bester Validierungsverlust',
    time: 'Trainingsdauer',
    look: 'Ergebnis',
  },
  best: 'Bester',
  shown: 'hier zu sehen',
  look: 'Zeigen',
  lookAt: (number) => `Das Ergebnis von Versuch ${formatNumber(number)} zeigen`,
  none: 'keiner',
  caption:
    'Letzter Trainingsverlust: Mittel der letzten zehn Schritte. Bester: der niedrigste Validierungsverlust. Trainings-, Validierungs- und Testverlust sind von verschiedenen Zeilen.',
  curves: 'Trainingsverlust der Versuche',
  curvesHelp: 'Über etwa zehn Schritte geglättet. Die Zahl am Ende einer Linie ist ihr Versuch.',
  curveX: 'Optimierungsschritt',
  curveY: 'Trainingsverlust (Nats je Token, niedriger ist besser)',
  curveName: (number, learningRate, batchSize) => `Versuch ${formatNumber(number)}: ${pair(learningRate, batchSize)}`,
  curvesTable: 'Geglätteter Trainingsverlust unterwegs',
  curveShare: (percent) => `${formatNumber(percent)} %`,
  answersOfBest: 'Nur der beste Versuch einer Reihe beantwortet Testzeilen.',
  showBest: 'Den besten Versuch zeigen',
  openFailed: 'Dieser Versuch lässt sich nicht zeigen',
};
