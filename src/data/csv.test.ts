import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTable } from './openData.ts';
import type { Table } from './table.ts';
import { bytesOf, contentOf, csvText, fileOf } from './testing/csvText.ts';

const read = (content: string | Uint8Array<ArrayBuffer>, chunkSize?: number) =>
  openTable([fileOf('a.csv', content)], chunkSize === undefined ? {} : { delimiter: ',', chunkSize });
const rowsOf = async (table: Table) => (await contentOf(table)).rows;

test('columns, rows and the numbers that a spreadsheet shows', async () => {
  const table = await read('type,Question\nfruit,How?\n\nroot,"Why,\nreally?"\n');
  expect(table.columns).toEqual(['type', 'Question']);
  expect(await contentOf(table)).toEqual({
    rows: [
      ['fruit', 'How?'],
      ['root', 'Why,\nreally?'],
    ],
    numbers: [2, 4],
  });
  expect(table).toMatchObject({ fileName: 'a.csv', rowCount: 2, warnings: [], problems: [] });
  expect(table.files).toEqual([{ name: 'a.csv', encoding: 'utf-8', delimiter: ',', rowCount: 2 }]);
});

test('rows are read back alone, in any choice, as they are read together', async () => {
  const table = await read('a,b\r\n1,"é\r\n,"\r\n\r\n2,"""x"""\r\n3,\r\n');
  const rows = await rowsOf(table);
  expect(rows).toEqual([
    ['1', 'é\n,'],
    ['2', '"x"'],
    ['3', ''],
  ]);
  for (const choice of [[0], [1], [2], [0, 2], [1, 2]]) {
    const found: (readonly string[] | undefined)[] = [];
    for await (const batch of table.read(choice)) found.push(...batch.map(({ cells }) => cells));
    expect(found).toEqual(choice.map((row) => rows[row]));
  }
});

test('line breaks may be mixed, and one at the end of the file may be missing', async () => {
  expect(await rowsOf(await read('a,b\r\n1,"x\r\ny"\n2,"z"\r3,w'))).toEqual([
    ['1', 'x\ny'],
    ['2', 'z'],
    ['3', 'w'],
  ]);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a CRLF is one line break wherever the file is cut (pieces of %i)',
  async (chunkSize) => {
    expect(await contentOf(await read('a,b\r\n1,"x\r\ny"\r\n2,z\r\n', chunkSize))).toEqual({
      rows: [
        ['1', 'x\ny'],
        ['2', 'z'],
      ],
      numbers: [2, 3],
    });
  },
);

const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r', ' ', 'a', 'é', '€', '🍏'), maxLength: 8 }),
);
const sheet = fc
  .integer({ min: 2, max: 4 })
  .chain((n) => fc.array(fc.array(cell, { minLength: n, maxLength: n }), { minLength: 2, maxLength: 6 }));

test('whatever a writer of RFC 4180 wrote is read back, in pieces of any size and every encoding', async () => {
  const encoding = fc.constantFrom('utf-8', 'utf-8 mark', 'utf-16le', 'utf-16be');
  await fc.assert(
    fc.asyncProperty(
      sheet,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.record({ quoteAll: fc.boolean(), lastBreak: fc.boolean() }),
      fc.integer({ min: 1, max: 40 }),
      encoding,
      async (cells, delimiter, lineBreak, { quoteAll, lastBreak }, chunkSize, written) => {
        const header = cells[0]?.map((_, i) => `column ${i}`) ?? [];
        const clean = cells.map((row) => row.map((text) => text.replace(/\0/g, '')));
        const whole = csvText([header, ...clean], { delimiter, lineBreak, quoteAll });
        const text = lastBreak ? whole : whole.slice(0, -lineBreak.length);
        const table = await openTable([fileOf('a.csv', encoded(text, written))], { delimiter, chunkSize });
        expect(table.columns).toEqual(header);
        expect(table.problems).toEqual([]);
        expect(await rowsOf(table)).toEqual(clean.map((row) => row.map((value) => value.replace(/\r\n?/g, '\n'))));
      },
    ),
    { numRuns: 150 },
  );
});

test('the index of a column has its values, and says of every row which it has', async () => {
  await fc.assert(
    fc.asyncProperty(sheet, async (cells) => {
      const clean = cells.map((row) => row.map((text) => text.replace(/\0/g, '')));
      const header = clean[0]?.map((_, i) => `column ${i}`) ?? [];
      const text = csvText([header, ...clean], { delimiter: ',', lineBreak: '\n', quoteAll: true });
      const table = await openTable([fileOf('a.csv', text)], { delimiter: ',' });
      const rows = await rowsOf(table);
      for (const [at] of header.entries()) {
        const column = table.column(at);
        const { codes } = column;
        for (const [row, line] of rows.entries()) {
          const value = codes?.values[codes.code(row)];
          expect(value?.replaceAll(' ', '')).toBe(line[at]?.replace(/\s|\x85/g, ''));
          expect(column.isEmpty(row)).toBe(value === '');
        }
        expect(codes?.counts.reduce((a, b) => a + b, 0)).toBe(rows.length);
      }
    }),
  );
});

function encoded(text: string, how: string): Uint8Array<ArrayBuffer> {
  if (how === 'utf-8') return bytesOf(text);
  if (how === 'utf-8 mark') return bytesOf(`\ufeff${text}`);
  const bytes = new Uint8Array((text.length + 1) * 2);
  const view = new DataView(bytes.buffer);
  for (const [i, unit] of [...`\ufeff${text}`].join('').split('').entries())
    view.setUint16(i * 2, unit.charCodeAt(0), how === 'utf-16le');
  return bytes;
}

test('short rows are filled and extra empty cells dropped, with the rows named', async () => {
  const table = await read('a,b,c\n1,2\n1,2,3,,\n1\n1,2,3\n');
  expect(await rowsOf(table)).toEqual([
    ['1', '2', ''],
    ['1', '2', '3'],
    ['1', '', ''],
    ['1', '2', '3'],
  ]);
  expect(table.warnings).toEqual([
    {
      kind: 'short-rows',
      message: '2 rows have fewer cells than the header (rows 2, 4); the missing cells were read as empty.',
      rows: [0, 2],
    },
    {
      kind: 'extra-empty-cells',
      message: '1 row has more cells than the header (row 3); the extra cells are empty and were dropped.',
      rows: [1],
    },
  ]);
});

test('columns without a name and names that repeat get names of their own', async () => {
  const table = await read('a, ,a,column 2,a (2),\n1,2,3,4,5,6\n');
  expect(table.columns).toEqual(['a', 'column 3', 'a (3)', 'column 2', 'a (2)', 'column 6']);
  expect(table.warnings.map(({ message }) => message)).toEqual([
    'Columns without a name were called "column 3", "column 6".',
    'Column names that occur twice were told apart: "a (3)".',
  ]);
});

test('progress ends at the whole, and a raised signal stops', async () => {
  const seen: number[] = [];
  const file = fileOf('a.csv', 'a,b\n1,2\n3,4\n');
  await openTable([file], { chunkSize: 5, onProgress: (fraction) => seen.push(fraction) });
  expect(seen).toEqual([5 / 12, 10 / 12, 1]);
  await expect(openTable([file], { signal: AbortSignal.abort() })).rejects.toThrow('Stopped.');
});

test('several files are one table, columns matched by name', async () => {
  const table = await openTable([fileOf('a.csv', 'q,a\n1,2\n'), fileOf('b.csv', 'a;n;q\n\n4;5;3\n')]);
  expect(table.columns).toEqual(['q', 'a', 'n']);
  expect(await contentOf(table)).toEqual({
    rows: [
      ['1', '2', ''],
      ['3', '4', '5'],
    ],
    numbers: [2, 3],
  });
  expect([0, 1].map((row) => table.fileOf(row))).toEqual([0, 1]);
  expect(table.files.map(({ delimiter, rowCount }) => [delimiter, rowCount])).toEqual([
    [',', 1],
    [';', 1],
  ]);
  expect(table.warnings.map(({ message }) => message)).toEqual(['a.csv has no column "n": its rows are empty there.']);
});

test('a column of which nearly every row has its own text keeps no values', async () => {
  const lines = Array.from({ length: 2500 }, (_, i) => `kind ${i % 3},text ${i},${i % 5 === 0 ? '' : i}`);
  const table = await read(`kind,text,n\n${lines.join('\n')}\n`);
  expect(table.column(0).codes?.counts).toEqual([834, 833, 833]);
  expect(table.column(1)).toMatchObject({ codes: null, emptyRows: 0 });
  expect(table.column(2).emptyRows).toBe(500);
  expect([4, 5].map((row) => table.column(2).isEmpty(row))).toEqual([false, true]);
});
