import { formatDecimals, formatNumber, formatPercent } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

const tokens = (count: number) => `${formatNumber(count)} Token`;

export const chat: Translation<'chat'> = {
  title: 'Mit beiden Modellen chatten',
  intro: (fileName) =>
    `Basis und abgestimmtes Modell des Laufs mit ${fileName} beantworten dieselbe Frage mit demselben Startwert. Ausgabe der Modelle, ungeprüft.`,
  link: 'Chat',
  needsRun: 'Noch gibt es kein abgestimmtes Modell, mit dem Sie sprechen könnten.',
  needsRunIntro:
    'Wenn ein Training beendet ist, antworten hier seine Basis und sein abgestimmtes Modell nebeneinander.',
  needsRunButton: 'Zum Training',
  training: 'Das Training braucht die GPU. Der Chat kann weitergehen, wenn der Lauf beendet ist.',
  toRun: 'Zum Lauf',
  base: 'Basis',
  tuned: 'Abgestimmt',
  conversation: 'Gespräch',
  empty: 'Noch wurde nichts gefragt. Am besten kennt das abgestimmte Modell Fragen in der Form seiner Trainingszeilen.',
  question: (number) => `Frage ${formatNumber(number)}`,
  fellOut: 'Aus dem Fenster gefallen: wird nicht mehr gelesen',
  waiting: 'Wartet, bis es an der Reihe ist.',
  writing: 'Liest das Gespräch…',
  skipped: 'Beendet, bevor es begann.',
  nothing: '(nichts)',
  ends: {
    stop: (count) => tokens(count),
    length: (count) => `${tokens(count)}, an der Grenze abgeschnitten`,
    context: (count) => `${tokens(count)}, das Fenster ist voll`,
    stopped: (count) => `${tokens(count)}, beendet`,
  },
  pace: (tokensPerSec) => `${formatNumber(tokensPerSec, tokensPerSec < 10 ? 1 : 0)} Token/s`,
  copy: 'Kopieren',
  copyOf: (model, number) => `Antwort auf Frage ${formatNumber(number)} kopieren: ${model}`,
  copied: 'Kopiert',
  copyFailed: 'Dieser Browser erlaubt das Kopieren nicht.',

  ask: 'Ihre Frage',
  askHint: 'Eingabe sendet, Umschalt+Eingabe beginnt eine neue Zeile, Esc beendet die Antwort.',
  example: 'Eine Testfrage nehmen',
  send: 'Senden',
  stop: 'Beenden',
  stopping: 'Wird beendet…',
  again: 'Noch einmal, gleicher Startwert',
  againNew: 'Noch einmal, neuer Startwert',
  clear: 'Leeren',

  ready: 'Bereit. Das Modell wird bei der ersten Frage geladen.',
  loading: (detail) => `Das Modell wird geladen: ${detail}`,
  loadingBare: 'Das Modell wird geladen…',
  details: {
    weights: 'Gewichte auf 4 Bit',
    kernels: 'GPU-Programme',
    autotune: 'welche GPU-Programme am schnellsten sind',
  },
  answering: (model) => `Antwort wird geschrieben: ${model}.`,
  answered: 'Beide haben geantwortet.',
  ended: 'Beendet.',
  window: (used, context) => `${formatNumber(used)} von ${tokens(context)} vor der letzten Antwort gelesen.`,
  windowAll: 'Alle Fragen und Antworten sind im Fenster.',
  windowCut: (count) =>
    count === 1
      ? 'Die älteste Frage fiel mit ihren Antworten heraus.'
      : `Die ${formatNumber(count)} ältesten Fragen fielen mit ihren Antworten heraus.`,
  failed: 'Das Modell ließ sich nicht öffnen.',
  notAnswered: 'Die Frage wurde nicht beantwortet.',

  options: 'Wie sie antworten',
  off: (label) => label,
  temperatureValue: (value) => (value === 0 ? '0: das wahrscheinlichste Token' : formatDecimals(value, 1)),
  topPValue: (value) => (value === 1 ? 'alle Token' : formatPercent(value, 0)),
  maxTokens: 'Längste Antwort',
  maxTokensHelp: 'Spätestens hier endet jede Antwort. Im Fenster wird Platz für sie frei gehalten.',
  maxTokensValue: (value) => tokens(value),
  strengthValue: (value) =>
    value === 0 ? '0: die Basis' : value === 1 ? '1: wie trainiert' : formatDecimals(value, 2).replace(/0$/, ''),
  adapter: 'Adapter',
  adapterHelp: 'Welcher Stand des Trainings als abgestimmtes Modell antwortet.',
  adapters: {
    best: (step) => (step === null ? 'Der behaltene' : `Der behaltene, von Schritt ${formatNumber(step)}`),
    last: (step) => (step === null ? 'Der letzte Schritt' : `Der letzte Schritt, ${formatNumber(step)}`),
    imported: () => 'Ihr eigener Adapter',
  },
  seed: 'Startwert',
  seedHelp: 'Gleicher Startwert, gleiche Einstellungen, gleiche Frage: gleiche Antworten auf diesem Gerät.',
  ownAdapter:
    'Sprechen Sie mit einem eigenen Adapter für diese Basis: seiner adapter_config.json und adapter_model.safetensors.',
  openAdapter: 'Dateien des Adapters öffnen',
  runAdapter: 'Zurück zum Adapter des Laufs',
};
