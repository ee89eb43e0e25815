import { formatBytes, formatDecimals, formatDuration, formatNumber, formatPerplexity } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const train: Translation<'train'> = {
  noRun: 'Es ist kein Lauf im Gange.',
  filledIn: 'Alles wurde für Sie eingestellt.',
  filledInNote: 'Die Zeilen sind eine Demonstration, keine medizinische Beratung.',
  seeData: 'Daten ansehen',
  seeSettings: 'Einstellungen ändern',
  barNoRun: 'Wählen Sie zuerst ein Modell und seine Einstellungen.',
  barFailed: 'Das Training ist gescheitert, nichts wurde behalten. Andere Einstellungen helfen vielleicht.',
  barHalted: (step) =>
    step === 0
      ? 'Das Training endete, bevor etwas gespeichert war.'
      : `Das Training endete. Gespeichert bis Schritt ${formatNumber(step)}.`,
  toModel: 'Zu Modell und Plan',
  cancelledTitle: 'Abgebrochen. Nichts wurde behalten.',
  failedTitle: 'Training gescheitert',
  title: 'Training',
  titleLive: (fileName) => `Training mit ${fileName}`,
  titleFailed: (fileName) => `Das Training mit ${fileName} endete`,
  titleDone: (fileName) => `Trainiert mit ${fileName}`,
  startAgain: 'Noch einmal mit anderen Einstellungen',
  phases: {
    weights: 'Modellgewichte in 4 Bit',
    form: 'Seine 4-Bit-Form, einmal gemacht und aufbewahrt',
    kernels: 'GPU-Programme',
    autotune: 'Messen, welche GPU-Programme am schnellsten sind',
    load: 'Laden',
    base: 'Basismodell auf den Testzeilen',
    train: 'Training',
    tuned: 'Abgestimmtes Modell auf den Testzeilen',
    compare: 'Beide Modelle auf den Validierungszeilen',
    fewShot: 'Basis mit Beispielen im Prompt',
    predict: 'Antworten auf Testzeilen',
    write: 'Dateien schreiben',
  },
  preparing: 'Vorbereitung',
  phaseAmount: (done, total) => `${formatNumber(done)} von ${formatNumber(total)}`,
  phaseBytes: (done, total) => `${formatBytes(done)} von ${formatBytes(total)}`,
  figures: 'Fortschritt',
  step: 'Schritt',
  stepOf: (step, total) => `${formatNumber(step)} von ${formatNumber(total)}`,
  timeLeft: 'Verbleibend',
  unknown: 'wird gemessen',
  elapsed: 'Dauer',
  speed: 'Token/s',
  loss: 'Verlust',
  learningRate: 'Lernrate',
  chartTitle: 'Verlust',
  chart: 'Diagramm',
  table: 'Tabelle',
  tableTitle: 'Verlust jedes Schritts',
  view: 'Verlust zeigen als',
  waitingForSteps: 'Der erste Punkt erscheint nach dem ersten Schritt.',
  warmUp: (steps, total) =>
    steps < total
      ? `Aufwärmen: Die ersten ${formatNumber(steps)} Schritte werden größer.`
      : 'Aufwärmen: Die Schritte werden bis zum Ende größer, da es so lang ist wie dieser Lauf.',
  validatedBest: (perplexity) => `Letzte Validierung: Perplexität ${formatPerplexity(perplexity)}, die beste bisher.`,
  validatedWorse: (times, patience) =>
    `Die Validierung stieg ${timesInWords(times)}: Die beste bisher wird behalten.${patience === null ? '' : ` Das Training endet, wenn sie das ${timesInWords(patience)}${patience > 1 ? ' hintereinander' : ''} tut.`}`,
  question: 'Dieselbe Frage, während es lernt',
  asked: 'Frage, aus den Validierungszeilen',
  reference: 'Referenz',
  answeredBy: (percent, step) => {
    if (percent === 0) return 'Basismodell';
    return percent === 100
      ? `Was behalten wird, Schritt ${formatNumber(step)}`
      : `Bei ${percent} %, Schritt ${formatNumber(step)}`;
  },
  nothing: 'keine Worte',
  notYetAnswered: 'Zuerst antwortet das Basismodell.',
  unchecked: 'Ausgabe des Modells, ungeprüft.',
  perplexity: 'Perplexität',
  basePerplexity: 'Perplexität, Basis',
  latestPerplexity: 'Letzte Validierung',
  bestPerplexity: 'Beste Validierung',
  onRows: {
    test: (rows) => `auf ${formatNumber(rows)} Testzeilen`,
    validation: (rows) => `auf ${formatNumber(rows)} Validierungszeilen`,
  },
  onValidation: (rows, step) => `auf ${formatNumber(rows)} Validierungszeilen, nach Schritt ${formatNumber(step)}`,
  details: 'Einzelheiten',
  gradNorm: 'Gradientennorm',
  gpuMemory: 'GPU-Speicher',
  savedAt: 'Gespeichert bei Schritt',
  log: 'Validierungen, neueste zuerst',
  logLine: (step, loss, perplexity, best) =>
    `Schritt ${formatNumber(step)}: Validierungsverlust ${formatDecimals(loss, 4)}, Perplexität ${formatPerplexity(perplexity)}${best ? ', beste bisher' : ''}`,
  columns: {
    step: 'Schritt',
    loss: 'Trainingsverlust',
    validation: 'Validierungsverlust',
    lr: 'Lernrate',
    gradNorm: 'Gradientennorm',
    speed: 'Token/s',
  },
  tableCaption: (shown, all) =>
    shown === all
      ? `Alle ${formatNumber(all)} Schritte, neueste zuerst`
      : `Die letzten ${formatNumber(shown)} von ${formatNumber(all)} Schritten, neueste zuerst`,
  pause: 'Pause',
  goOn: 'Fortsetzen',
  stop: 'Beenden und behalten',
  cancel: 'Abbrechen',
  stopping: 'Endet nach diesem Schritt, dann wird gemessen…',
  skip: 'Übrige Antworten überspringen',
  cancelling: 'Wird abgebrochen…',
  barPausing: 'Pause nach den laufenden Zeilen…',
  barPaused: (step) => `Angehalten bei Schritt ${formatNumber(step)}. Gespeichert. Sie dürfen diesen Tab schließen.`,
  barPausedUnsaved: (step) =>
    `Angehalten bei Schritt ${formatNumber(step)}. Hier lässt sich nichts speichern: Schließen Sie den Tab nicht.`,
  unsavedTitle: 'Dieser Lauf lässt sich hier nicht speichern: Schließen Sie den Tab nicht',
  unsaved: {
    unavailable:
      'Dieses Fenster bewahrt keine Dateien auf (ein privates Fenster, oder der Speicher ist abgeschaltet). Der Lauf geht weiter; laden Sie den Adapter herunter, bevor Sie schließen.',
    full: 'Der Speicher dieses Browsers ist voll. Der Lauf geht weiter; löschen Sie gespeicherte Dateien, oder laden Sie den Adapter herunter, bevor Sie schließen.',
    failed:
      'Der Browser konnte die Dateien dieses Laufs nicht schreiben. Er geht weiter; laden Sie den Adapter herunter, bevor Sie schließen.',
  },
  recoveredTitle: 'Die GPU ging verloren',
  recovered: (step, cause) =>
    `Der Browser meldet: ${cause}. Das Training ging von selbst ab Schritt ${formatNumber(step)} weiter, mit demselben Ergebnis.`,
  haltedTitles: {
    gpuLost: 'Die GPU ging verloren',
    notFinite: 'Der Verlust ist keine Zahl mehr',
    failed: 'Das Training endete',
  },
  halted: (step) =>
    step === 0
      ? 'Noch war nichts gespeichert: Es beginnt von vorn.'
      : `Schritt ${formatNumber(step)} ist der letzte gute, der gespeichert wurde.`,
  resumeFrom: (step) => (step === 0 ? 'Neu beginnen' : `Ab ${formatNumber(step)} fortsetzen`),
  lowerRate: (rate) => `Lernrate auf ${rate} senken`,
  titleElsewhere: (fileName) => `Ein anderer Tab trainiert mit ${fileName}`,
  elsewhere: 'So stand es, als zuletzt gespeichert wurde. Anhalten oder beenden können Sie es in seinem eigenen Tab.',
  barElsewhere: (step, total) =>
    `Läuft in einem anderen Tab: gespeichert bei Schritt ${formatNumber(step)} von ${formatNumber(total)}.`,
  barLive: (percent) => `Training: ${percent} % fertig.`,
  barPreparing: 'Das Modell wird geladen und vor dem Training gemessen.',
  barMeasuring: 'Es wird gemessen, was gelernt wurde.',
  barDone: (elapsedMs) => `Fertig in ${formatDuration(elapsedMs)}.`,
  barEndedEarly: (step, patience) =>
    `Vorzeitig beendet bei Schritt ${formatNumber(step)}: Die Validierung wurde ${timesInWords(patience)}${patience > 1 ? ' hintereinander' : ''} nicht besser. Das Beste wird behalten.`,
  barStopped: 'Beendet. Das Gelernte ist behalten.',
  results: 'Ergebnis ansehen',
  announce: (percent) => `Training zu ${percent} % fertig`,
  announceDone: 'Training fertig. Die Ergebnisse liegen vor.',
  announceFailed: 'Training gescheitert.',
  where: (gpu, parameters, trainable) =>
    `${gpu}. ${formatNumber(trainable)} von ${formatNumber(parameters)} Zahlen werden trainiert.`,
  tier: (name, reason) => `${TIERS[name]}: ${TIER_REASONS[reason]}.`,
};

const TIERS = {
  f32: 'Gerechnet wird mit 32-Bit-Zahlen',
  half: 'Multipliziert wird mit 16-Bit-Zahlen, addiert mit 32-Bit-Zahlen',
  matrix: 'Multipliziert wird mit 16-Bit-Zahlen in den Matrixeinheiten dieser GPU, addiert mit 32-Bit-Zahlen',
};

const TIER_REASONS = {
  asked: 'so ist es eingestellt',
  resumed: 'so wurde der Lauf begonnen',
  matrices: 'das Schnellste, was diese GPU anbietet',
  faster: 'auf dieser GPU als schneller gemessen, mit richtigen Ergebnissen',
  notFaster: '16-Bit-Zahlen waren auf dieser GPU bei der Messung nicht schneller',
  wrong: 'mit 16-Bit-Zahlen rechnete diese GPU falsch',
  noHalf: '16-Bit-Zahlen bietet diese GPU oder dieser Browser nicht an',
  software: '16-Bit-Zahlen bringen im Softwaremodus nichts',
};

function timesInWords(times: number): string {
  return { 1: 'einmal', 2: 'zweimal' }[times] ?? `${formatNumber(times)}-mal`;
}
