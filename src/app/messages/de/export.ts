import { formatBytes, formatDuration, formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const exports: Translation<'export'> = {
  title: 'Nehmen Sie den Adapter mit',
  needsRun: 'Noch gibt es nichts mitzunehmen.',
  needsRunIntro: 'Der Adapter und seine Dateien erscheinen hier, wenn ein Training beendet ist.',
  needsRunButton: 'Zu Modell und Plan',
  barEmpty: 'Trainieren Sie zuerst.',
  runName: (fileName, number, trials) => (trials > 1 ? `${fileName}, Versuch ${number} von ${trials}` : fileName),
  files: 'Was Sie bekommen',
  fileName: 'Datei',
  fileSize: 'Größe',
  filePurpose: 'Zweck',
  purposes: {
    'adapter_model.safetensors': 'Die gelernten Zahlen, wie PEFT sie lädt',
    'last_adapter_model.safetensors': 'Der Adapter nach dem letzten Schritt, wo ein früherer besser war',
    'adapter_config.json': 'Wohin sie im Modell gehören',
    'README.md': 'Modellkarte: Daten, Einstellungen, Werte, Grenzen',
    'run.json': 'Jede Einstellung, jeder Startwert, Schritt und jede Antwort',
    'train.jsonl': 'Ihre Zeilen: Training',
    'validation.jsonl': 'Ihre Zeilen: Validierung',
    'test.jsonl': 'Ihre Zeilen: Test',
    'token_losses.jsonl': 'Ihre Testantworten Token für Token: was beide Modelle bei jedem verloren',
    'chat_template.jinja': 'Wie Prompts eingefasst werden',
    'stop_strings.json': 'Was eine Antwort beendet',
  },
  purposeWithoutRows: 'Jede Einstellung, jeder Startwert und Schritt; kein Text einer Zeile',
  rowsWarning:
    'Das Zip enthält Ihre Zeilen: train.jsonl, validation.jsonl und test.jsonl, in token_losses.jsonl die Testantworten, und in run.json die beantworteten Fragen. Überlegen Sie, bevor Sie es weitergeben.',
  rowsLeftOut:
    'Ihre Zeilen sind ausgelassen: Keine Datei enthält einen Text einer Zeile oder eine Antwort. Die Modellkarte sagt das.',
  leaveOut: 'Meine Zeilen aus dem Zip auslassen',
  packing: 'Wird neu gepackt…',
  packFailed: 'Das Zip ließ sich nicht machen',

  check: 'Selbstprüfung',
  checkSame: 'Zurückgelesen: gleiche Antworten',
  checkDiffers: 'Zurückgelesen: nicht gleich',
  checkProblem: (problem) =>
    `Die geschriebenen Dateien ließen sich nicht zurücklesen: ${problem}. Trainieren Sie noch einmal, bevor Sie sich auf sie verlassen.`,
  checkMissing: 'Nicht geprüft',
  checkFigures: (difference, rows, tokens) =>
    `Die geschriebenen Dateien wurden zurückgelesen und der Adapter daraus neu geladen: Auf ${formatNumber(rows)} ${rows === 1 ? 'Testzeile' : 'Testzeilen'} (${formatNumber(tokens)} Token der Antworten) ist der größte Unterschied im Verlust einer Zeile ${difference === 0 ? '0' : difference.toExponential(1)}.`,
  checkMissingWhy: 'Diesen Lauf hat eine Version aufbewahrt, die seine Dateien nicht prüfte.',

  use: 'Verwenden',
  needsBase: (base) => `Dies ist ein Adapter: Er braucht ${base} neben sich.`,
  demoBase: (base) =>
    `${base} ist ein Demomodell dieser Seite, nicht auf dem Hub: Setzen Sie den Pfad seines Ordners (public/models/${base}) an seine Stelle.`,
  python: 'Python (transformers, PEFT, bitsandbytes)',
  copy: 'Kopieren',
  copied: 'Kopiert',

  share: 'Das Ergebnis teilen',
  shareIntro:
    'Perplexität vorher und nachher, Zahl der Zeilen, Gerät, Dauer und die Trainingskurve. Kein Text einer Zeile, kein Dateiname.',
  card: 'Ergebniskarte kopieren',
  cardText: 'Als Text kopieren',
  cardSaved: 'Als PNG-Datei gespeichert, da dieser Browser keine Bilder in die Zwischenablage nimmt.',
  cardCopied: 'Als Bild kopiert',
  textCopied: 'Als Text kopiert',
  copyFailed: 'Der Browser hat das Kopieren nicht erlaubt.',
  recipe: 'Link mit dem Rezept kopieren, ohne Daten',
  recipeCopied: 'Link kopiert',
  recipeHint:
    'Der Link öffnet Modell und Plan mit den Einstellungen dieses Laufs. Er enthält keine Zeilen, Spalten oder Dateinamen.',
  cardAlt: 'Vorschau der Ergebniskarte',
  cardTitle: (model) => `${model}, in einem Browsertab feinabgestimmt`,
  cardBefore: (perplexity) => `${formatPerplexity(perplexity)} vorher`,
  cardAfter: (perplexity) => `${formatPerplexity(perplexity)} nachher`,
  cardArrow: (before, after) => `${formatPerplexity(before)} → ${formatPerplexity(after)}`,
  cardPerplexity: 'Perplexität auf Zeilen, die es nie sah',
  cardChange: {
    fell: (share, low, high) =>
      `${formatPercent(share, 0)} niedriger, 95-%-Intervall ${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)}`,
    rose: (share, low, high) =>
      `${formatPercent(share, 0)} höher, 95-%-Intervall ${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)}`,
    none: () => 'Keine messbare Änderung',
  },
  cardRows: (train, test) =>
    train === null
      ? `${formatNumber(test)} Testzeilen`
      : `mit ${formatNumber(train)} Zeilen trainiert, ${formatNumber(test)} Testzeilen`,
  cardDevice: (gpu, elapsedMs) => `${gpu}, ${formatDuration(elapsedMs)}`,
  cardSteps: (steps) => `Trainingsverlust, ${formatNumber(steps)} Schritte`,
  cardFoot: 'TabTune. Die Zeilen blieben auf dem Computer. Forschungsdemonstration, keine medizinische Beratung.',

  download: (sizeBytes) => `Adapter als .zip herunterladen, ${formatBytes(sizeBytes)}`,
  downloading: 'Wird gepackt…',
  downloadFailed: 'Das Zip ließ sich nicht machen',
  barReady: 'Der Adapter ist bereit. Er bleibt bei Ihren Läufen, bis Sie ihn löschen.',
};
