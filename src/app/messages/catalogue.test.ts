import { expect, test } from 'vitest';
import type { Catalogue } from './catalogue.ts';
import { text } from './en.ts';

test('other words fit the catalogue; a missing or a wrong one does not compile', () => {
  const other: Catalogue = {
    ...text,
    places: { data: 'Daten', model: 'Modell', train: 'Training', results: 'Ergebnis', export: 'Export' },
    app: { ...text.app, theme: (dark) => (dark ? 'Helle Farben' : 'Dunkle Farben') },
  };
  // @ts-expect-error: a place has no name
  const missing: Catalogue['places'] = { data: '', model: '', train: '', results: '' };
  // @ts-expect-error: it takes a truth value, not a text
  const wrong: Catalogue['app']['theme'] = (dark: string) => dark;
  expect([other.app.theme(true), missing.data, wrong.length]).toEqual(['Helle Farben', '', 1]);
});

test('no string is empty, shouts, or is left to be written', () => {
  const strings = leaves(text);
  expect(strings.length).toBeGreaterThan(100);
  expect(strings.filter(([, words]) => words.trim() === '')).toEqual([]);
  expect(strings.filter(([, words]) => /[!]$|undefined|\bTODO\b/.test(words))).toEqual([]);
});

/** Path and words of every plain string of the catalogue. */
function leaves(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, child]) => leaves(child, `${path}.${key}`));
}
