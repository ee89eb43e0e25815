import { formatDuration, formatNumber } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const charts: Translation<'charts'> = {
  loss: {
    title: 'Trainingsverlust',
    xAxes: {
      step: 'Optimierungsschritt',
      epoch: 'Epoche (Durchgang durch die Trainingszeilen)',
      tokens: 'Trainierte Token',
      time: 'Trainingszeit',
    },
    yAxis: 'Verlust (Nats je Token, niedriger ist besser)',
    yAxisLog: 'Verlust (Nats je Token, log, niedriger ist besser)',
    step: 'Schritt',
    atX: (kind, value) =>
      ({
        epoch: () => `Epoche ${formatNumber(value, 2)}`,
        tokens: () => `${formatNumber(value)} Token`,
        time: () => formatDuration(value),
      })[kind](),
    training: 'Training',
    smoothed: 'geglättet',
    validation: 'Validierung',
    base: 'Basis',
    cursor: 'Verlust bei einem Schritt',
    saved: 'Zwischenstand',
    notFinite: 'keine Zahl',
    line: 'Linie',
    lines: { both: 'Beide', raw: 'Roh', smoothed: 'Geglättet' },
    scale: 'Verlustachse',
    scales: { linear: 'Linear', log: 'Log' },
    over: 'Über',
    kinds: { step: 'Schritte', epoch: 'Epochen', tokens: 'Token', time: 'Zeit' },
    caption: (part, marks) =>
      [
        part === null
          ? ''
          : `Gestrichelt: das Basismodell auf den ${part === 'test' ? 'Testzeilen' : 'Validierungszeilen'}.`,
        'Blass: jeder Schritt. Kräftig: über etwa zehn Schritte geglättet.',
        marks.best ? 'Ring: die beste Validierung.' : '',
        marks.checkpoints ? 'Dreiecke: Zwischenstände.' : '',
        marks.broken ? 'Kreuze: Schritte, deren Verlust keine Zahl war.' : '',
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
    columns: {
      step: 'Schritt',
      epoch: 'Epoche',
      tokens: 'Token bis hierher',
      time: 'Trainingszeit (ms)',
      loss: 'Trainingsverlust (Nats je Token)',
      validation: 'Validierungsverlust (Nats je Token)',
    },
  },
  perplexity: {
    title: 'Perplexität von Basis und abgestimmtem Modell',
    columns: [
      'Zeilen',
      'Modell',
      'Verlust (Nats je Token)',
      'Verlust, unteres Ende',
      'Verlust, oberes Ende',
      'Perplexität',
    ],
  },
  lengths: { from: 'Von (Token)', to: 'Bis (Token)', all: 'Alle Antworten' },
  menu: {
    open: 'Diese Abbildung speichern',
    png: 'Bild (PNG)',
    svg: 'Zeichnung (SVG)',
    csv: 'Zahlen (CSV)',
    failed: 'Das Bild ließ sich nicht machen.',
  },
};
