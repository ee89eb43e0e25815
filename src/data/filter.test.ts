import { expect, test } from 'vitest';
import { parseWhere } from '../lib/condition.ts';
import { laterRefusal, refusal } from '../text/testing/refusal.ts';
import { columnValues, createRowFilter, filterRows } from './filter.ts';
import { tableOf } from './testing/csvText.ts';

const TABLE = await tableOf(
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

test('an unknown column is named with those that exist', async () => {
  expect(await laterRefusal(filterRows(TABLE, [parseWhere('Kind=x')]))).toBe(
    'a.csv, filter: there is no column "Kind". Did you mean "kind"? Columns: kind, place.',
  );
  expect(refusal(() => columnValues(TABLE, 'type'))).toBe('a.csv: there is no column "type". Columns: kind, place.');
});

test('a value that no row has is named with those that occur among the rows so far', async () => {
  expect(await laterRefusal(filterRows(TABLE, [parseWhere('kind=fruit'), parseWhere('place=earth')]))).toBe(
    'a.csv, filter: no row meets "place=earth" among those that meet the conditions before it. Most frequent values: (empty) (1), shrub (1), tree (1).',
  );
});

test('values of a column come with their counts, the most frequent first', async () => {
  expect(columnValues(TABLE, 'kind')).toEqual([
    { value: 'fruit', count: 3 },
    { value: 'root', count: 1 },
  ]);
  expect(columnValues(TABLE, 'kind', [1])).toEqual([{ value: 'root', count: 1 }]);
});

test('every kind of condition, on columns with and without known values', async () => {
  const rows = Array.from({ length: 2500 }, (_, i) => [`kind ${i % 4}`, `Text  ${i}`, i % 5 === 0 ? ' ' : String(i)]);
  const table = await tableOf(['kind', 'text', 'n'], rows);
  expect([0, 1, 2].map((column) => table.column(column).codes === null)).toEqual([false, true, true]);
  const filter = createRowFilter(table);
  const count = async (...texts: string[]) => {
    const { rows: found, counts } = await filter.filter(texts.map(parseWhere));
    return [found.length, ...counts];
  };
  expect(await count('kind=kind 1')).toEqual([625, 625]);
  expect(await count('kind!=kind 1', 'kind=kind 1|kind 2')).toEqual([625, 1875, 1250]);
  expect(await count('text=Text 7')).toEqual([1, 1]);
  expect(await count('text~text 24', 'n>=2400', 'n<=2449')).toEqual([40, 111, 80, 1960]);
  expect(await count('n=')).toEqual([500, 500]);
  expect(await count('n!=', 'kind~KIND')).toEqual([2000, 2000, 2500]);
});
