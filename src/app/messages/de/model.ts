import { formatBytes, formatDecimals, formatDuration, formatNumber, formatPercent } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const model: Translation<'model'> = {
  title: 'Modell und Plan',
  running: 'Ein Lauf ist im Gange; seine Einstellungen stehen fest.',
  barRunning: 'Das Training ist im Gange.',
  toRun: 'Zum Lauf',
  intro: 'Alles ist eingestellt. Wählen Sie eine Vorgabe, oder ändern Sie, was Sie möchten.',
  needsData: 'Noch gibt es keine Zeilen zum Trainieren.',
  needsDataButton: 'Zeilen wählen',
  modelTitle: 'Modell',
  models: {
    mini: { name: 'mini', what: 'Ein Spielzeug, das überall lernt, auch ohne GPU.' },
    small: { name: 'small', what: 'Bessere Antworten; will eine richtige GPU.' },
  },
  ownModel: 'Ihres, gelesen, wo es liegt.',
  hubModel: 'Vom Hugging Face Hub, in diesem Browser aufbewahrt.',
  getModel: 'Ein Modell vom Hugging Face Hub holen',
  getModelNote: 'In einem eigenen Tab, ohne Ihre Zeilen. Es erscheint in der Liste, sobald es vollständig ist.',
  openTitle: 'Ein eigenes Modell',
  openHint:
    'Legen Sie hier einen Ordner im Aufbau von Hugging Face (config.json, tokenizer.json, safetensors) oder eine GGUF-Datei ab. Nichts wird kopiert oder gesendet.',
  openFolder: 'Ordner wählen',
  openGguf: 'GGUF-Datei wählen',
  opening: 'Das Modell wird gelesen…',
  notOpened: 'Dieses Modell lässt sich nicht öffnen',
  modelSlow: 'Sehr langsam im Software-Modus.',
  modelParameters: (count) =>
    `${count < 10e6 ? formatDecimals(count / 1e6, 1) : formatNumber(count / 1e6)} Mio. Parameter`,
  modelSize: (sizeBytes) => formatBytes(sizeBytes),
  modelLicence: (licence) => (licence === null ? 'Lizenz nicht angegeben' : `Lizenz ${licence}`),
  verdicts: { fits: 'Passt hier', tight: 'Wird hier knapp', tooLarge: 'Hier zu groß' },
  presetTitle: 'Vorgabe',
  presets: {
    sample: { name: 'Beispiel (schnell)', what: 'Für kurze Zeilen einer Art.' },
    recipe: { name: 'Rezept des Berichts', what: 'Wie veröffentlicht, für längere Texte.' },
    custom: { name: 'Eigene', what: 'Ihre eigenen Werte. Jede geänderte Einstellung führt hierher.' },
  },
  presetFacts: (passes, rowsPerStep, rate) =>
    `${formatNumber(passes)} Durchgänge, ${formatNumber(rowsPerStep)} Zeilen je Schritt, Lernrate ${rate < 1e-3 ? rate.toExponential() : formatNumber(rate, 6)}.`,
  settingsTitle: 'Einstellungen',
  advanced: 'Alle Einstellungen',
  recipe: (value) => `Rezept ${value}`,
  range: ({ min, max }) => `Von ${formatRange(min)} bis ${formatRange(max)}.`,
  none: 'keine',
  groups: {
    adapter: 'Adapter',
    training: 'Training',
    engine: 'Rechenwerk',
    report: 'Prüfen und Speichern',
    model: 'Modell',
    data: 'Daten',
  },
  planTitle: 'Plan',
  planSteps: 'Schritte',
  planStepsNote: (rows) => `je ${formatNumber(rows)} Zeilen`,
  planRows: 'Zeilen zum Lernen',
  planTokens: 'Token je Durchgang',
  planTrained: 'Davon trainiert',
  planLongest: 'Längste Zeile',
  planPasses: 'Durchgänge',
  planTime: 'Dauer',
  planTimeUnknown: 'wird an den ersten Schritten gemessen',
  storedTitle: 'Was wo gespeichert wird',
  tokensUnit: 'Token',
  counting: 'Token werden gezählt…',
  cut: (rows, tokens) =>
    `${rows === 1 ? '1 Zeile ist' : `${formatNumber(rows)} Zeilen sind`} an der größten Länge abgeschnitten; ${formatNumber(tokens)} Token der Antworten gehen verloren.`,
  start: 'Training beginnen',
  replaceUnsaved:
    'Der Adapter des letzten Laufs wurde nicht heruntergeladen. Ein neuer Lauf ersetzt ihn. Trotzdem beginnen?',
  barReady: (steps, name) => `${formatNumber(steps)} Schritte mit ${name}.`,
  barFields: 'Eine Einstellung braucht einen erlaubten Wert.',
  barMeasuring: 'Es wird gerade gemessen.',
  barGpu: 'Zum Training ist WebGPU nötig.',
  barData: 'An den Zeilen ist zuerst etwas zu korrigieren.',
  cannotStart: 'Das Training kann nicht beginnen',
  nextRun: 'Was Sie hier ändern, gilt für den nächsten Lauf.',

  memoryTitle: 'GPU-Speicher',
  memoryParts: {
    weights: 'Modell, 4 Bit',
    adapter: 'Adapter und Optimierer',
    activations: 'Aktivierungen und Logits (geteilt)',
    cache: 'Platz für Antworten',
    other: 'Zeilen und Tabellen',
  },
  noPlan: 'Es gibt keinen Plan',
  tooLarge: 'Hier zu groß',
  overBudget: (budgetBytes) =>
    `Mehr als ${formatBytes(budgetBytes)}, die die meisten Computer mit dieser Seite haben. Es kann trotzdem passen: Messen Sie es.`,
  budget: (budgetBytes) =>
    `Browser sagen nicht, wie viel GPU-Speicher frei ist. Der dünne Balken ist der Plan innerhalb von ${formatBytes(budgetBytes)}, die die meisten Computer mit dieser Seite haben.`,
  budgetSoftware: 'Der Software-Modus verwendet den Arbeitsspeicher des Computers.',
  limits: (bufferBytes) => `Diese GPU erlaubt ${formatBytes(bufferBytes)} in einem Puffer.`,
  checkpointed: 'Gradient Checkpointing ist an.',
  loraAdds: (count, share) =>
    `fügt eine kleine Menge neuer Zahlen hinzu (${formatNumber(count)}, ${formatPercent(share, share < 0.01 ? 2 : 1)} des Modells) und lässt das Modell selbst unverändert.`,

  fitsTitle: 'Wege zu weniger Speicher',
  fitsWorking: 'Es wird berechnet, was jeder sparte…',
  fitsNone: 'Diese Einstellungen brauchen so wenig wie möglich.',
  fits: {
    checkpointing: {
      what: () => 'Gradient Checkpointing an',
      cost: 'Jeder Block wird zweimal berechnet: langsamer, dasselbe Ergebnis.',
      button: 'Einschalten',
    },
    batch: {
      what: ({ gradientAccumulation = 1 }) =>
        `Eine Zeile auf einmal, ${formatNumber(gradientAccumulation)} zu einem Schritt addiert`,
      cost: 'Gleich viele Zeilen je Schritt; langsamer auf einer großen GPU.',
      button: 'Batch 1 verwenden',
    },
    length: {
      what: ({ maxLength = 0 }) => `Größte Länge ${formatNumber(maxLength)} Token`,
      cost: 'Bei dieser Länge ließe sich nichts lernen.',
      button: 'Kürzen',
    },
    model: {
      what: ({ model: name = '' }) => `Das kleinere Modell ${name}`,
      cost: 'Einfachere Antworten.',
      button: 'Verwenden',
    },
  },
  fitSaves: (savedBytes, leftBytes) => `Spart ${formatBytes(savedBytes)}, dann ${formatBytes(leftBytes)}.`,
  fitSavesNothing: 'Spart hier nichts.',
  fitNeeds: (sizeBytes) => `Braucht ${formatBytes(sizeBytes)}.`,
  fitStillTooLarge: 'Immer noch zu groß.',
  fitCut: (rows, tokens) =>
    rows === 0
      ? 'Keine Zeile wird abgeschnitten.'
      : `Schneidet ${rows === 1 ? '1 Zeile' : `${formatNumber(rows)} Zeilen`} ab; ${formatNumber(tokens)} Token der Antworten gehen verloren.`,

  measureTitle: 'Gemessen',
  measure: 'Auf dieser GPU messen',
  measureAgain: 'Noch einmal messen',
  measureCancel: 'Messung beenden',
  measureWhat: 'Trainiert einige echte Schritte mit den längsten Zeilen. Behalten werden nur die Zeiten.',
  measureCancelled: 'Beendet. Nichts wurde behalten.',
  measureCancelling: 'Wird beendet…',
  measurePreparing: 'Vorbereitung',
  measureLoading: 'Das Modell wird geladen',
  measureSteps: 'Schritte mit den längsten Zeilen',
  measureStale: 'Mit anderen Einstellungen als den jetzigen gemessen.',
  measuredMemory: 'GPU-Speicher',
  allocated: 'belegt',
  measuredSpeed: 'Token',
  perSecond: 'je Sekunde',
  measuredTime: 'Fertig nach',
  spread: (fastestMs, slowestMs) => `${formatDuration(fastestMs)} bis ${formatDuration(slowestMs)}`,
  measuredOn: (steps, rows, tokens, checkpointing) =>
    `${formatNumber(steps)} Schritte mit ${rows === 1 ? 'der längsten Zeile' : `den ${formatNumber(rows)} längsten Zeilen`} (${formatNumber(tokens)} Token), Checkpointing ${checkpointing ? 'an' : 'aus'}. Das Ende zählt Validierungen und Testverlust mit, nicht die Antworten auf Testzeilen.`,
  measureFailed: {
    memory: 'Die GPU hat dafür zu wenig Speicher',
    lost: 'Die GPU ging verloren',
    gpu: 'Die GPU konnte es nicht',
    settings: 'Diese Einstellungen passen nicht',
    other: 'Die Messung ist gescheitert',
  },

  stored: (checkpointBytes) => [
    'Auf der GPU während des Trainings: alles, was der Speicherbalken zeigt.',
    `Im Speicher dieses Browsers: Zwischenstände${checkpointBytes === null ? '' : ` (${formatBytes(checkpointBytes)})`}, bis der Lauf endet.`,
    'In diesem Tab: Ihre Zeilen. Bei Ihren Läufen in diesem Browser: der fertige Adapter, bis Sie ihn löschen.',
    'Auf einem Server: nichts.',
  ],

  commandTitle: 'Als Befehl',
  shell: 'Schreibweise für',
  shells: { posix: 'bash, zsh', powershell: 'PowerShell 7.3' },
  commandTable:
    'Führen Sie ihn im Ordner von TabTune aus, mit Ihrer Datei daneben. Ihre Zeilen stehen nicht darin, aber deren Spaltennamen.',
  commandParts: 'Führen Sie ihn im Ordner von TabTune aus, mit den drei JSONL-Dateien eines fertigen Laufs daneben.',
  commandModel: 'Auch Ihr Modell gehört daneben: Liegt es anderswo, setzen Sie seinen Pfad hinter --model.',
  commandStart: 'Der Adapter, von dem das Training ausgeht, wird als Ordner erwartet: Entpacken Sie ein Zip zuerst.',
  copyCommand: 'Als Befehl kopieren',
  copyLink: 'Link mit den Einstellungen kopieren, ohne Daten',

  linkTitle: 'Einstellungen aus dem Link',
  linkNothing: 'Die Werte des Rezepts.',
  linkRefused: (flag, value, allowed) =>
    allowed === null
      ? `Übergangen: ${flag} ist keine Einstellung, die ein Link tragen darf.`
      : `Übergangen: ${flag} ${value === '' ? 'ohne Wert' : value}; erlaubt ist: ${allowed}.`,
  linkClose: 'Schließen',
};

function formatRange(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : formatNumber(value, 3);
}
