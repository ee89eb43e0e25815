import { expect, test } from 'vitest';
import { laterRefusal, refusal } from '../text/testing/refusal.ts';
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

test('conditions keep the rows that meet all of them, white space aside', async () => {
  expect(await filterRows(TABLE, [])).toEqual([0, 1, 2, 3]);
  expect(await filterRows(TABLE, [parseWhere('kind=fruit')])).toEqual([0, 2, 3]);
  expect(await filterRows(TABLE, [parseWhere('kind = fruit'), parseWhere('place=')])).toEqual([3]);
});

test('a condition may hold further equals signs', () => {
  expect(parseWhere(' a = b=c ')).toEqual({ column: 'a', value: 'b=c' });
});

test.each(['kind', '=x', ''])('what is no condition is refused: %j', (text) => {
  expect(refusal(() => parseWhere(text))).toBe(
    `filter: "${text}" is not a condition. Write column=value, as in qtype=symptoms.`,
  );
});

test('an unknown column is named with those that exist', async () => {
  expect(await laterRefusal(filterRows(TABLE, [{ column: 'Kind', value: 'x' }]))).toBe(
    'a.csv, filter: there is no column "Kind". Did you mean "kind"? Columns: kind, place.',
  );
  expect(await laterRefusal(columnValues(TABLE, 'type', 3))).toBe(
    'a.csv: there is no column "type". Columns: kind, place.',
  );
});

test('a value that no row has is named with those that occur among the rows so far', async () => {
  expect(await laterRefusal(filterRows(TABLE, [parseWhere('kind=fruit'), parseWhere('place=earth')]))).toBe(
    'a.csv, filter: no row has "earth" in column "place". Most frequent values: (empty) (1), shrub (1), tree (1).',
  );
});

test('values of a column come with their counts, the most frequent first', async () => {
  expect(await columnValues(TABLE, 'kind', 5)).toEqual([
    { value: 'fruit', count: 3 },
    { value: 'root', count: 1 },
  ]);
  expect(await columnValues(TABLE, 'kind', 1, [1])).toEqual([{ value: 'root', count: 1 }]);
});
