import { formatDecimals, formatDuration, formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

const onRows = (rows: number) =>
  rows === 1 ? 'Auf 1 Zeile, die es nie sah,' : `Auf ${formatNumber(rows)} Zeilen, die es nie sah,`;
const intervalOf = ({ confidence, low, high }: { confidence: number; low: number; high: number }) =>
  `${formatPercent(confidence, 0)}-Intervall ${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)}`;
const list = (words: readonly string[]) => words.join(', ');

export const results: Translation<'results'> = {
  toExport: 'Adapter herunterladen',
  barReady: 'Der Adapter ist bereit. Er bleibt bei Ihren Läufen, bis Sie ihn löschen.',
  barAnswering: (done, total) => `${formatNumber(done)} von ${formatNumber(total)} geprüft.`,
  barMeasuring: (done, total) =>
    `Das abgestimmte Modell wird gemessen: ${formatNumber(done)} von ${formatNumber(total)} Testzeilen.`,
  barRunning: 'Ein Lauf ist im Gange.',
  skip: 'Übrige Antworten überspringen',
  skipping: 'Wird übersprungen…',
  toRun: 'Zum Lauf',
  needsRun: 'Noch gibt es nichts zu vergleichen.',
  needsRunIntro: 'Ergebnisse erscheinen hier, wenn ein Training beendet ist.',
  needsRunButton: 'Zum Training',
  underWay: 'Ergebnisse kommen nach dem Training.',
  underWayIntro:
    'Dann wird das abgestimmte Modell neben seiner Basis auf den Testzeilen gemessen und beantwortet einige davon.',
  measuring: 'Das abgestimmte Modell wird gemessen…',
  otherRun: (number) => `Versuch ${number} ist im Gange.`,
  runName: (fileName, number, trials) => (trials > 1 ? `${fileName}, Versuch ${number} von ${trials}` : fileName),
  fell: (rows, base, tuned, share, interval) =>
    `${onRows(rows)} fiel die Perplexität von ${formatPerplexity(base)} auf ${formatPerplexity(tuned)} (${formatPercent(share, 0)} niedriger, ${intervalOf(interval)}).`,
  rose: (rows, base, tuned, share, interval) =>
    `${onRows(rows)} stieg die Perplexität von ${formatPerplexity(base)} auf ${formatPerplexity(tuned)} (${formatPercent(share, 0)} höher, ${intervalOf(interval)}).`,
  same: (rows, base, tuned) =>
    `Keine messbare Änderung auf ${formatNumber(rows)} ${rows === 1 ? 'Zeile' : 'Zeilen'}, die es nie sah: Perplexität ${formatPerplexity(base)} vorher, ${formatPerplexity(tuned)} nachher.`,
  few: 'Wenige Zeilen: nur ein grober Wert.',
  view: 'Zeigen als',
  chart: 'Diagramm',
  table: 'Tabelle',

  comparison: 'Vergleich',
  comparisonCaption: (rows, tokens) =>
    `Beide Modelle auf denselben ${formatNumber(rows)} Testzeilen, ${formatNumber(tokens)} Token in den Antworten.`,
  model: 'Modell',
  base: 'Basis',
  tuned: 'Abgestimmt',
  answer: 'Antwort',
  fewShot: (shots) => `Basis, ${formatNumber(shots)} ${shots === 1 ? 'Beispiel' : 'Beispiele'} im Prompt`,
  worth: (change, shots, shown, tuned) => {
    const examples = `${formatNumber(shots)} ${shots === 1 ? 'Beispiel' : 'Beispielen'} aus dem Training im Prompt`;
    const from = `Mit ${examples} kommt die Basis auf Perplexität ${formatPerplexity(shown)}`;
    if (change === 'none')
      return `Hat sich das Abstimmen gelohnt? ${from}; das abgestimmte Modell (${formatPerplexity(tuned)}) ist nicht messbar besser.`;
    return change === 'fell'
      ? `Hat sich das Abstimmen gelohnt? ${from}; das abgestimmte Modell, das keine Beispiele braucht, auf ${formatPerplexity(tuned)}.`
      : `Hat sich das Abstimmen gelohnt? ${from}, was besser ist als das abgestimmte Modell (${formatPerplexity(tuned)}).`;
  },
  fewShotCounts: (matches, vague, wrong) =>
    `Ihre Antworten mit den Beispielen: ${formatNumber(matches)} stimmen überein, ${formatNumber(vague)} zu ungenau, ${formatNumber(wrong)} stimmen nicht überein.`,
  fewShotFewer: (asked) => `${formatNumber(asked)} waren verlangt; mehr passten nicht hinein.`,
  loss: 'Testverlust',
  perplexity: 'Perplexität',
  interval: (confidence) => `Perplexität, ${formatPercent(confidence, 0)}-Intervall`,
  intervalValue: (low, high) => `${formatPerplexity(low)} bis ${formatPerplexity(high)}`,
  barLabel: (value, low, high) =>
    `Perplexität ${formatPerplexity(value)}, Intervall ${formatPerplexity(low)} bis ${formatPerplexity(high)}`,
  wins: (wins, losses, ties, rows) =>
    `Zeile für Zeile ist das abgestimmte Modell auf ${formatNumber(wins)} von ${formatNumber(rows)} besser, auf ${formatNumber(losses)} schlechter${ties > 0 ? `, auf ${formatNumber(ties)} gleich` : ''}.`,
  intervalHelp: (resamples) =>
    `Intervall: wie weit sich der Wert mit anderen Zeilen derselben Art verschöbe (gepaarter Bootstrap über Zeilen, ${formatNumber(resamples)} Ziehungen).`,
  perplexityHelp:
    'Perplexität: ungefähr, zwischen wie vielen gleich wahrscheinlichen Wörtern das Modell schwankt. Niedriger ist besser; über Wahrheit sagt sie nichts.',
  adapterOf: (step, steps, trainingLoss) =>
    `Der Adapter ist der von Schritt ${formatNumber(step)} von ${formatNumber(steps)}. Letzter Trainingsverlust, Mittel der letzten zehn Schritte: ${formatNumber(trainingLoss, 3)}.`,
  validation: (rows, loss, perplexity) =>
    `Auf ${formatNumber(rows)} Validierungszeilen, die diesen Schritt bestimmten: Verlust ${formatDecimals(loss, 4)}, Perplexität ${formatPerplexity(perplexity)}. Es sind andere Zeilen, deshalb stehen die Werte für sich.`,

  answers: 'Antworten & Fehler',
  answersIntro: (count) =>
    `${formatNumber(count)} ${count === 1 ? 'Testzeile' : 'Testzeilen'}, von beiden Modellen beantwortet. Ausgabe der Modelle, ungeprüft.`,
  judgedBy: 'Beurteilt nach einer Textregel, nicht von einer Ärztin oder einem Arzt.',
  how: 'Wie?',
  rule: [
    'Nur Wörter zählen. Schlüsselwörter sind die Inhaltswörter und Zahlen der Referenz, ohne die der Frage und ohne Wendungen, die die meisten Trainingsantworten teilen.',
    'Stimmt nicht überein: nichts gesagt oder nur die Frage wiederholt; Ja gegen Nein; dieselben Wörter in einer von beiden verneint; eine andere Zahl mit derselben Einheit; immer wieder dieselben Wörter.',
    'Stimmt überein: mindestens 60 % der Schlüsselwörter, und mindestens die Hälfte des Gesagten steht in der Referenz; nicht abgeschnitten, nicht viel kürzer oder länger.',
    'Zu ungenau: Das Gesagte steht in der Referenz, aber Schlüsselwörter fehlen, oder die Antwort wurde an der Grenze abgeschnitten. Alles andere stimmt nicht überein.',
    'Die Regel kennt weder gleichbedeutende Wörter noch Tatsachen: Eine richtige Antwort in anderen Worten gilt als nicht übereinstimmend, und eine übereinstimmende kann falsch sein.',
  ],
  classes: {
    matches: { name: 'Stimmt überein', report: 'correct' },
    vague: { name: 'Zu ungenau', report: 'underspecified' },
    wrong: { name: 'Stimmt nicht überein', report: 'incorrect' },
  },
  inReport: (term) => `im Bericht: ${term}`,
  checked: (done, total) => `${formatNumber(done)} von ${formatNumber(total)} geprüft`,
  checkedSkipped: (done, total) =>
    `${formatNumber(done)} von ${formatNumber(total)} geprüft; die übrigen wurden übersprungen`,
  classCounts: 'Antworten des abgestimmten Modells nach Klasse',
  baseCounts: (matches, vague, wrong) =>
    `Das Basismodell: ${formatNumber(matches)} stimmen überein, ${formatNumber(vague)} zu ungenau, ${formatNumber(wrong)} stimmen nicht überein.`,
  filter: 'Zeige Antworten des abgestimmten Modells dieser Klasse',
  all: (count) => `Alle ${formatNumber(count)}`,
  filtered: (name, count) => `${name} ${formatNumber(count)}`,
  noneOfClass: 'Keine Antwort dieser Klasse.',
  noPredictions: 'Keine Testzeile wurde beantwortet: Die Einstellung Vorhersagen ist 0.',
  noneChecked: 'Die Antworten wurden vor der ersten übersprungen.',
  firstAnswer: 'Die erste Antwort wird geschrieben…',
  question: 'Frage',
  reference: 'Referenz',
  nothing: '(nichts)',
  cutShort: 'an der Längengrenze abgeschnitten',
  showAll: 'Alles zeigen',
  showLess: 'Weniger zeigen',
  showMore: (count) => `${formatNumber(count)} weitere zeigen`,
  reasons: {
    empty: () => 'Sie sagt nichts.',
    repeatsQuestion: () => 'Sie wiederholt nur die Frage.',
    negation: (words) => `Sagt das Gegenteil über: ${list(words)}.`,
    numbers: (words) => `Andere Zahl als die Referenz: ${list(words)}.`,
    loops: () => 'Sie sagt immer wieder dasselbe.',
    covers: (words) =>
      words.length === 0 ? 'Hat alle Schlüsselwörter.' : `Hat die meisten Schlüsselwörter; es fehlen: ${list(words)}.`,
    cut: (words) =>
      words.length === 0
        ? 'An der Längengrenze abgeschnitten.'
        : `An der Längengrenze abgeschnitten; es fehlen: ${list(words)}.`,
    short: (words) =>
      words.length === 0 ? 'Viel kürzer als die Referenz.' : `Viel kürzer als die Referenz; es fehlen: ${list(words)}.`,
    missing: (words) => `Es fehlen: ${list(words)}.`,
    adds: (words) => `Viel länger als die Referenz; zusätzlich: ${list(words)}.`,
    different: (words) =>
      words.length === 0 ? 'Hat zu wenig mit der Referenz gemein.' : `Nicht in der Referenz: ${list(words)}.`,
  },

  lengths: 'Länge der Antworten, die nicht übereinstimmen',
  lengthsTitle: (count, done) =>
    `${formatNumber(count)} von ${formatNumber(done)} Antworten des abgestimmten Modells stimmen nicht überein`,
  lengthsX: 'Länge der Antwort (Token)',
  lengthsY: 'Antworten',
  noMismatches: (done) => `Unter ${formatNumber(done)} stimmt keine nicht überein.`,
  noMismatchesYet: (done, total) =>
    `Unter den ersten ${formatNumber(done)} von ${formatNumber(total)} stimmt keine nicht überein.`,
  lengthRange: (low, high) => `${formatNumber(low)} bis ${formatNumber(high)}`,

  rateFigure: 'Letzter Trainingsverlust über der Lernrate',
  needsTwoRates: 'Braucht zwei Lernraten.',
  runToo: (rate) => `Auch mit ${rate.toExponential().replace('e+', 'e')} trainieren`,
  runTooHint: 'Dieselben Zeilen und Einstellungen, andere Lernrate. Es beginnt, sobald kein anderer Lauf im Gange ist.',
  openRowsFirst: 'Öffnen Sie zuerst dieselbe Datei: Die Zeilen sind nicht mehr in diesem Tab.',
  batchLine: (batchSize) => `Batch ${formatNumber(batchSize)}`,
  rateX: 'Lernrate (log)',
  lossY: 'Letzter Trainingsverlust',
  time: formatDuration,
  barEmpty: 'Trainieren Sie zuerst.',
};
