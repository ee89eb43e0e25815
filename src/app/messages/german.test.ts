import { afterEach, expect, test } from 'vitest';
import { formatBytes, formatDuration, formatNumber, formatPerplexity, setFormatLanguage } from '../../lib/format.ts';
import { SETTING_KEYS } from '../../run/config.ts';
import { german } from './de.ts';
import { text } from './en.ts';
import { speak } from './live.ts';

afterEach(() => {
  speak(null);
  setFormatLanguage('en');
});

/** Names that are the same everywhere, listed once in English. */
const SAME = ['getModel.suggested'];

/** What lacks is read in English meanwhile: strings that are on their way may lack for a while, not a whole place. */
const MAY_LACK = 0;

test('German has the words of the page', () => {
  const lacking = missing(text, german, '').filter((path) => !SAME.includes(path));
  expect(lacking.length, `not in German yet: ${lacking.join(', ')}`).toBeLessThanOrEqual(MAY_LACK);
});

test('German has the words of every setting that the page asks for', () => {
  const asked = SETTING_KEYS.filter((key) => !['delimiter', 'encoding', 'badRows'].includes(key));
  const lacking = asked.filter((key) => german.settings[key] === undefined);
  expect(lacking.length, `not in German yet: ${lacking.join(', ')}`).toBeLessThanOrEqual(6);
});

test('words read before and after the choice are of the language of the moment, lists and parts of them too', () => {
  const { start, pairs } = text;
  const copies = pairs.leaks;
  expect(copies.letGo).toBe('Split them freely');
  speak(german);
  expect(copies.letGo).toBe('Frei aufteilen');
  expect(start.steps.map(([name]) => name)).toEqual(['Zeilen wählen', 'Trainieren', 'Vergleichen']);
  expect(Object.entries(text.help.terms).map(([, { name }]) => name)).toContain('Lernrate');
  expect(text.pairs.row.instead(2, 3).none).toBe('Die Datei hat keine Zeile 2. Dies ist Zeile 3.');
  speak({ start: { title: 'Nur das' } });
  expect([start.title, start.sample]).toEqual(['Nur das', 'Try the sample']);
  speak(null);
  expect({ ...start }.title).toBe('Fine-tune a language model on your spreadsheet.');
});

test('numbers are written as German writes them', () => {
  setFormatLanguage('de');
  expect(formatNumber(12345.67, 1)).toBe('12.345,7');
  expect(formatPerplexity(4.4449)).toBe('4,445');
  expect(formatBytes(98e6)).toBe('98,0 MB');
  expect(formatDuration(4200)).toBe('4,2 s');
});

/** Paths of what is in `words` and not in `other`. */
function missing(words: unknown, other: unknown, path: string): string[] {
  if (other === undefined) return [path];
  if (typeof words !== 'object' || words === null || Array.isArray(words)) return [];
  return Object.entries(words).flatMap(([key, part]) =>
    missing(part, (other as Readonly<Record<string, unknown>>)[key], path === '' ? key : `${path}.${key}`),
  );
}
