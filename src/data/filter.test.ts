import { expect, test } from 'vitest';
import { refusal } from '../text/testing/refusal.ts';
import { columnValues, filterRows, parseWhere } from './filter.ts';
import { tableOf } from './testing/csvText.ts';

const TABLE = tableOf(
  ['kind', 'place'],
  [
    ['fruit', 'tree'],
    ['root', 'earth'],
    [' fruit ', 'shrub'],
    ['fruit', ''],
  ],
);

test('conditions keep the rows that meet all of them, white space aside', () => {
  expect(filterRows(TABLE, [])).toEqual([0, 1, 2, 3]);
  expect(filterRows(TABLE, [parseWhere('kind=fruit')])).toEqual([0, 2, 3]);
  expect(filterRows(TABLE, [parseWhere('kind = fruit'), parseWhere('place=')])).toEqual([3]);
});

test('a condition may hold further equals signs', () => {
  expect(parseWhere(' a = b=c ')).toEqual({ column: 'a', value: 'b=c' });
});

test.each(['kind', '=x', ''])('what is no condition is refused: %j', (text) => {
  expect(refusal(() => parseWhere(text))).toBe(
    `filter: "${text}" is not a condition. Write column=value, as in qtype=symptoms.`,
  );
});

test('an unknown column is named with those that exist', () => {
  expect(refusal(() => filterRows(TABLE, [{ column: 'Kind', value: 'x' }]))).toBe(
    'a.csv, filter: there is no column "Kind". Did you mean "kind"? Columns: kind, place.',
  );
  expect(refusal(() => columnValues(TABLE, 'type', 3))).toBe('a.csv: there is no column "type". Columns: kind, place.');
});

test('a value that no row has is named with those that occur among the rows so far', () => {
  expect(refusal(() => filterRows(TABLE, [parseWhere('kind=fruit'), parseWhere('place=earth')]))).toBe(
    'a.csv, filter: no row has "earth" in column "place". Most frequent values: (empty) (1), shrub (1), tree (1).',
  );
});

test('values of a column come with their counts, the most frequent first', () => {
  expect(columnValues(TABLE, 'kind', 5)).toEqual([
    { value: 'fruit', count: 3 },
    { value: 'root', count: 1 },
  ]);
  expect(columnValues(TABLE, 'kind', 1, [1])).toEqual([{ value: 'root', count: 1 }]);
});
