import type { Translation } from '../catalogue.ts';

export const report: Translation<'report'> = {
  title: 'Bericht',
  open: 'Bericht herunterladen',
  intro:
    'Tabellen und Abbildungen dieses Laufs als eine Datei: Sie stellt keine Anfrage, führt kein Skript aus und lässt sich gut drucken. Der Bericht ist auf Englisch.',
  format: 'Dateiformat',
  formats: { html: 'HTML', md: 'Markdown' },
  leaveOut: 'Fragen und Antworten auslassen',
  holds: (predictions) =>
    predictions === 0
      ? 'Die Datei enthält keinen Text einer Zeile: Nichts wurde beantwortet.'
      : `Die Datei enthält Frage, Referenz und beide Antworten von ${predictions} ${predictions === 1 ? 'Testzeile' : 'Testzeilen'}. Überlegen Sie, bevor Sie sie weitergeben.`,
  bare: 'Die Datei enthält Werte und Einstellungen, Datei- und Spaltennamen, aber keine Frage, Referenz oder Antwort.',
  save: (format) => `Als ${format} speichern`,
  saving: 'Wird geschrieben…',
  failed: 'Der Bericht ließ sich nicht machen',
};
