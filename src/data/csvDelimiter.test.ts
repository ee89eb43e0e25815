import fc from 'fast-check';
import { expect, test } from 'vitest';

import { DELIMITERS, sniffDelimiter } from './csvDelimiter.ts';
import { openTable } from './openData.ts';
import { contentOf, csvText, fileOf } from './testing/csvText.ts';

test.each([
  ['a,b\n1,2\n', ','],
  ['a;b\n1,5;2,5\n', ';'],
  ['a\tb\n1, 2; 3\t4\n', '\t'],
  ['a|b\n"1|2"|3\n', '|'],
  ['question; with a stop,answer\nx,y\nx,y\n', ','],
  ['question; with; stops,answer\nx,y\nx,y\n', ','],
  ['only one\nx, y\n', ','],
  ['', ','],
])('%j', (text, delimiter) => {
  expect(sniffDelimiter(text, true)).toBe(delimiter);
});

test('the delimiter of a table of sentences is found, whatever stands in them', () => {
  const sentence = fc.array(fc.constantFrom('one', 'two, three', 'a;b', '"so"', 'x | y', 'tab\there'), {
    minLength: 1,
    maxLength: 4,
  });
  const rows = fc.array(
    fc.array(
      sentence.map((words) => words.join(' ')),
      { minLength: 3, maxLength: 3 },
    ),
    { minLength: 3, maxLength: 20 },
  );
  fc.assert(
    fc.property(rows, fc.constantFrom(...DELIMITERS), (cells, delimiter) => {
      const text = csvText([['kind', 'question', 'answer'], ...cells], { delimiter, lineBreak: '\n', quoteAll: false });
      expect(sniffDelimiter(text, true)).toBe(delimiter);
    }),
  );
});

test('a delimiter that is given is used', async () => {
  const table = await openTable([fileOf('a.csv', 'a,b;c\n1,2;3\n')], { delimiter: ';' });
  expect([table.columns, (await contentOf(table)).rows, table.files[0]?.delimiter]).toEqual([
    ['a,b', 'c'],
    [['1,2', '3']],
    ';',
  ]);
});
