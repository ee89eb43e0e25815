import { formatNumber } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const privacy: Translation<'privacy'> = {
  title: 'Ihre Zeilen bleiben auf diesem Computer',
  intro:
    'Die Seite liest Ihre Datei in diesem Tab, trainiert auf diesem Computer und bewahrt hier auf, was sie macht. Es gibt kein Konto und keinen Server, der etwas nehmen könnte.',
  policyTitle: 'Wohin sich die Seite verbinden darf',
  policyIntro:
    'Ihr Browser setzt diese Regeln durch; die Seite hat sie mitgebracht und kann sie nicht lockern. Sie gelten auch für ihre Worker.',
  mayConnect: 'Die Seite darf sich nur verbinden mit:',
  ownSite: (origin) => `${origin}, der Adresse, von der sie kam`,
  nowhere: 'gar nichts',
  noPolicy:
    'Dieses Exemplar der Seite kam ohne ihre Regeln: Es ist ein Entwicklungsserver, oder ein Host hat die Seite verändert. Verwenden Sie für private Zeilen ein gebautes Exemplar.',
  wholePolicy: 'Alle Regeln, wie der Browser sie liest',
  compiledRule:
    "'wasm-unsafe-eval' lässt die Seite die Rechnung übersetzen, die sie mitgebracht hat und die 4-Bit-Gewichte macht. Aus Text kann weiterhin kein Programm werden.",
  nothingStopped: 'Bisher hatte der Browser nichts zu unterbinden.',
  stopped: (count) =>
    count === 1
      ? 'Der Browser hat 1 Anfrage unterbunden, die gegen diese Regeln verstieß.'
      : `Der Browser hat ${formatNumber(count)} Anfragen unterbunden, die gegen diese Regeln verstießen.`,
  requestsTitle: 'Was die Seite angefragt hat',
  requestsIntro:
    'Jede Anfrage seit dem Öffnen der Seite, wie der Browser selbst sie zählt. Alle holen Dateien der Seite: Keine enthält ein Wort Ihrer Zeilen, und die ganze Adresse ist zu sehen.',
  requestsList: 'Jede Anfrage',
  address: 'Adresse',
  by: 'Gefragt von',
  realms: { page: 'Seite', data: 'Daten-Worker', engine: 'Rechen-Worker', hub: 'Download-Worker' },
  count: 'Anfragen',
  received: 'Empfangen',
  noRequests: 'Keine, von der der Browser wüsste.',
  total: (requests, addresses, size) =>
    `${formatNumber(requests)} ${requests === 1 ? 'Anfrage' : 'Anfragen'} nach ${formatNumber(addresses)} ${addresses === 1 ? 'Adresse' : 'Adressen'}, ${size} empfangen, keine Zeile gesendet.`,
  offlineTitle: 'Probieren Sie es: ohne Netz',
  offlineIntro:
    'Schalten Sie das Netz dieses Computers ab; öffnen Sie dann eine Datei, trainieren, vergleichen und speichern Sie. Alles geht weiter, denn nichts davon braucht jemand anderen.',
  offline: {
    none: 'Dieser Browser bewahrt hier keine Kopie der Seite auf. Einmal geladen läuft sie ohne Netz, bis Sie sie schließen.',
    keeping: 'Eine Kopie der Seite für den Betrieb ohne Netz wird angelegt…',
    ready: 'Eine Kopie ist angelegt: Die Seite lässt sich auch ohne Netz öffnen und neu laden.',
  },
  storedTitle: 'Gespeichert in diesem Browser',
  storedIntro:
    'Alles davon liegt auf diesem Computer, im Speicher, den der Browser dieser Seite gibt. Die Zeilen einer geöffneten Datei, und nichts anderes, liegen nur im Arbeitsspeicher dieses Tabs.',
  looking: 'Wird gesucht…',
  nothingStored: 'Nichts ist gespeichert.',
  storedWhat: 'Was, und wozu',
  storedFiles: 'Dateien',
  storedSize: 'Größe',
  storedKinds: {
    exports: 'Zips für die Downloads des Browsers, bis zum nächsten Besuch von Export',
    hubModels: 'Modelle vom Hugging Face Hub, mit ihren 4-Bit-Formen',
    token: 'Ihr Zugangstoken für den Hugging Face Hub',
    runs: 'Läufe: ihre Zeilen, Einstellungen und gespeicherten Schritte, damit ein geschlossener Tab nichts verliert; aufbewahrt, bis Sie sie löschen',
    page: 'Die Seite selbst, das Beispiel und das Modell mini, damit sie sich ohne Netz öffnen lässt',
    models: 'Größere Demomodelle, die verwendet wurden, damit sie nicht noch einmal geholt werden',
    theme: 'Ihre Wahl von hell oder dunkel',
    settings: 'Einstellungen',
  },
  storedOther: (name) => `${name}: von einer anderen Seite dieser Adresse, nicht unseres; es bleibt unberührt`,
  storedSum: (used, quota) => `Zusammen ${used}. Der Browser gäbe dieser Seite bis zu ${quota}.`,
  persisted: 'Der Browser hat versprochen, es aufzubewahren, bis Sie es löschen.',
  notPersisted: 'Der Browser darf es löschen, wenn auf diesem Computer der Platz knapp wird.',
  persist: 'Um Aufbewahrung bitten',
  deleteEverything: 'Alles löschen',
  deleteAnyway: 'Trotzdem alles löschen',
  deleteWhileRunning:
    'Ein Lauf ist im Gange. Er geht weiter, und sein Ergebnis lässt sich herunterladen, aber seine gespeicherten Schritte werden gelöscht: Nach einem Neuladen ließe er sich nicht fortsetzen.',
  deletePending: 'Alles, was hier gespeichert ist, wird gleich gelöscht.',
  secondsLeft: (seconds) => `Noch ${seconds} s.`,
  undo: 'Rückgängig',
  deleteNow: 'Jetzt löschen',
  deleting: 'Wird gelöscht…',
  deleted: 'Alles wurde gelöscht. Die Seite wird beim nächsten Öffnen neu aufbewahrt.',
  deleteFailed: 'Nicht alles ließ sich löschen',
};
