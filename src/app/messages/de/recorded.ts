import type { Translation } from '../catalogue.ts';

export const recorded: Translation<'recorded'> = {
  title: 'Ein aufgezeichneter Lauf',
  coming: 'Die Aufzeichnung wird geholt…',
  how: (speed) =>
    `Das geschah dort, nicht hier. Es wird ${speed === 1 ? 'so schnell abgespielt, wie es lief' : `${speed}-mal so schnell abgespielt, wie es lief`}, auf den Seiten, die auch Ihre eigenen Läufe haben.`,
  screens: 'Seiten des aufgezeichneten Laufs',
  playing: 'Die Aufzeichnung läuft.',
  ended: 'Die Aufzeichnung ist zu Ende.',
  skip: 'Zum Ende springen',
  again: 'Noch einmal abspielen',
  seeResults: 'Sein Ergebnis ansehen',
  toStart: 'Zurück zum Anfang',
  notYet: 'Der aufgezeichnete Lauf hat sein Ergebnis noch nicht gemessen.',
};
