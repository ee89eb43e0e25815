import { formatPercent } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const app: Translation<'app'> = {
  name: 'TabTune',
  runName: (fileName, model) => `${fileName.replace(/\.[^.]*$/, '')} mit ${model}`,
  skip: 'Zum Inhalt springen',
  privacy: 'Auf diesem Computer: keine Zeilen gesendet',
  theme: (dark) => (dark ? 'Helle Farben verwenden' : 'Dunkle Farben verwenden'),
  places: 'Schritte',
  footer:
    'Forschungsdemonstration. Keine medizinische Beratung. Wenden Sie sich mit Beschwerden an eine Ärztin oder einen Arzt.',
  words: 'Begriffe auf dieser Seite',
  language: 'Sprache',
  languages: { en: 'English', de: 'Deutsch' },
  crashed: 'Die Seite funktioniert nicht mehr',
  crashedRemedy: 'Es wurde nichts gesendet. Laden Sie die Seite neu und öffnen Sie die Datei noch einmal.',
  reload: 'Neu laden',
  title: (percent, paused) => (percent === null ? 'TabTune' : `${percent} % ${paused ? 'angehalten, ' : ''}TabTune`),
  loading: 'Wird geladen…',
  newVersion: 'Eine neuere Version von TabTune ist bereit.',
  useNewVersion: 'Neu laden und verwenden',
};

export const places: Translation<'places'> = {
  data: 'Daten',
  model: 'Modell',
  train: 'Training',
  results: 'Ergebnis',
  export: 'Export',
};

export const states: Translation<'states'> = {
  needsFile: 'Datei fehlt',
  reading: (fraction) => `Liest ${formatPercent(fraction, 0)}`,
  needsFix: '1 Korrektur nötig',
  checking: 'Wird geprüft',
  ready: 'Bereit',
  needsData: 'Daten fehlen',
  noGpu: 'WebGPU fehlt',
  loading: 'Lädt',
  running: (percent) => `Läuft ${percent} %`,
  stopping: 'Endet',
  pausing: 'Hält an',
  paused: (percent) => `Pause ${percent} %`,
  unfinished: (step, total) => `Beendet, ${step} von ${total}`,
  elsewhere: 'In anderem Tab',
  done: 'Fertig',
  stopped: 'Beendet, behalten',
  cancelled: 'Abgebrochen',
  failed: 'Gescheitert',
  afterTraining: 'Noch nicht',
  checkingAnswers: (done, total) => (total === null ? 'Wird geprüft' : `${done} von ${total} geprüft`),
  notStarted: 'Nicht begonnen',
};

export const gpu: Translation<'gpu'> = {
  checking: 'Ihre GPU wird geprüft…',
  found: (name) => `GPU: ${name}`,
  software: 'Keine GPU in Gebrauch: Software-Modus. Ein winziges Modell lernt trotzdem, langsam.',
  softwareChip: 'Software-Modus',
  none: 'Kein WebGPU',
  noneTitle: 'Dieser Browser kann hier nicht trainieren',
  causes: {
    noApi: {
      cause: 'Dieser Browser hat kein WebGPU, oder es ist ausgeschaltet.',
      remedy:
        'Öffnen Sie diese Seite in einem aktuellen Chrome oder Edge (ab 113), Safari 26 oder Firefox 141 unter Windows. Firmenrichtlinien können WebGPU abschalten: Fragen Sie, wer den Browser verwaltet.',
    },
    insecure: {
      cause: 'WebGPU bekommen nur Seiten von https:// oder localhost, und diese Adresse ist keines von beiden.',
      remedy:
        'Öffnen Sie die Seite über https://, oder stellen Sie sie auf diesem Computer bereit und öffnen Sie sie als http://localhost.',
    },
    noAdapter: {
      cause: 'Der Browser hat WebGPU, fand aber keine GPU, die er verwenden darf.',
      remedy:
        'Schalten Sie in den Einstellungen des Browsers „Grafikbeschleunigung verwenden, falls verfügbar“ ein, aktualisieren Sie den Grafiktreiber und starten Sie den Browser neu. In Chrome sagt chrome://gpu, was gesperrt ist.',
    },
    blocked: {
      cause:
        'Dieser Computer hat eine GPU, aber der Browser gibt sie WebGPU nicht: Ihr Treiber steht auf der Sperrliste.',
      remedy:
        'Aktualisieren Sie Grafiktreiber und Browser und starten Sie den Browser neu. In Chrome sagt chrome://gpu, welche Regel sie sperrt. Ein anderer Browser hat vielleicht keine solche Regel.',
    },
    refused: {
      cause: 'Eine GPU wurde gefunden, ließ sich aber nicht öffnen.',
      remedy:
        'Schließen Sie andere Tabs und Programme, die die GPU verwenden, und laden Sie die Seite neu. Ein neuerer Grafiktreiber hilft vielleicht.',
    },
  },
  detail: (detail) => `Der Browser meldet: ${detail}`,
  copyAddress: 'Adresse kopieren',
  copied: 'Kopiert',
  watchRecorded: 'Einen aufgezeichneten Lauf ansehen',
  dataStill: 'Sie können trotzdem eine Datei öffnen und ihre Zeilen ansehen.',
};
