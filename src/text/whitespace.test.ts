import { expect, test } from 'vitest';
import { collapseWhitespace } from './whitespace.ts';

test('runs of white space become one space and the ends go', () => {
  expect(collapseWhitespace(' a \n\n b\tc\r\n')).toBe('a b c');
  expect(collapseWhitespace('\n')).toBe('');
  expect(collapseWhitespace('  ')).toBe('');
  expect(collapseWhitespace('')).toBe('');
});

test("white space is Python's: NEL and unit separators count, a byte order mark does not", () => {
  expect(collapseWhitespace('a\u0085b\u001cc\u00a0d\u3000e')).toBe('a b c d e');
  expect(collapseWhitespace('a\ufeffb')).toBe('a\ufeffb');
});
