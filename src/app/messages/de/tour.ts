import type { Translation } from '../catalogue.ts';

export const tour: Translation<'tour'> = {
  title: 'Ein Rundgang durchs Ergebnis',
  intro:
    'Fünf Halte auf der Seite, die sagt, was aus einem Lauf wurde. Sie können dabei weiterarbeiten; Esc beendet ihn.',
  introRecorded:
    'Fünf Halte auf der Seite, die sagt, was aus einem Lauf wurde; an einem aufgezeichneten, solange Sie keinen eigenen haben. Esc beendet ihn.',
  begin: 'Rundgang beginnen',
  label: 'Rundgang',
  place: (stop, stops) => `${stop} von ${stops}`,
  next: 'Weiter',
  back: 'Zurück',
  end: 'Rundgang beenden',
  done: 'Fertig',
  stops: {
    verdict: {
      title: 'Das Urteil',
      what: 'Ein Satz über Zeilen, die das Modell nie sah. Er darf sagen, dass sich nichts Messbares änderte, und er warnt bei wenigen Zeilen.',
    },
    comparison: {
      title: 'Vergleich',
      what: 'Basis und abgestimmtes Modell auf denselben Testzeilen. Wo sich die Balken nicht überlappen, ist die Änderung mehr als Zufall.',
    },
    answers: {
      title: 'Antworten',
      what: 'Was beide Modelle auf Testfragen sagen, neben der Referenz. Eine Textregel ordnet sie ein; lesen Sie selbst einige.',
    },
    lengths: {
      title: 'Wo es misslingt',
      what: 'Die Längen der Antworten, die nicht übereinstimmen. Eine Häufung an einem Ende zeigt, ob kurze oder lange misslingen.',
    },
    bar: {
      title: 'Wie es weitergeht',
      what: 'Die Leiste am Fuß jeder Seite sagt, wie es steht, und führt weiter: hier zum Adapter.',
    },
  },
};

export const notify: Translation<'notify'> = {
  label: 'Benachrichtigen, wenn es beendet ist',
  hint: 'Der Browser zeigt es, während dieser Tab im Hintergrund ist. Es nennt keine Datei und keine Zeile.',
  refused:
    'Dieser Browser erlaubt keine Benachrichtigungen von dieser Seite. Ändern können Sie das in den Einstellungen der Website, neben der Adresse.',
  unsupported: 'Dieser Browser hat keine Benachrichtigungen.',
  finished: 'Das Training ist beendet',
  finishedBody: 'Die Ergebnisse liegen vor.',
  failed: 'Das Training ist stehen geblieben',
  failedBody: 'Die Seite sagt, warum, und wie es weitergeht.',
};
