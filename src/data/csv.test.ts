import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCsv } from './csv.ts';
import { bytesOf, contentOf, csvText } from './testing/csvText.ts';

const read = (input: string | Uint8Array | Blob) => parseCsv(input, { fileName: 'a.csv' });

test('columns, rows and the numbers that a spreadsheet shows', async () => {
  const table = await read('type,Question\nfruit,How?\n\nroot,"Why,\nreally?"\n');
  expect(table.columns).toEqual(['type', 'Question']);
  expect((await contentOf(table)).rows).toEqual([
    ['fruit', 'How?'],
    ['root', 'Why,\nreally?'],
  ]);
  expect((await contentOf(table)).numbers).toEqual([2, 4]);
  expect(table).toMatchObject({ fileName: 'a.csv', delimiter: ',', warnings: [] });
});

test('text, bytes and files give the same table, with or without a byte order mark', async () => {
  const text = 'a,b\n1,"é\n2"\n';
  const table = await read(text);
  const marked = `\ufeff${text}`;
  for (const input of [marked, bytesOf(text), bytesOf(marked), new Blob([marked])])
    expect(await contentOf(await read(input))).toEqual(await contentOf(table));
});

test('line breaks may be mixed, and one at the end of the file may be missing', async () => {
  const table = await read('a,b\r\n1,"x\r\ny"\n2,"z"\r3,w');
  expect((await contentOf(table)).rows).toEqual([
    ['1', 'x\ny'],
    ['2', 'z'],
    ['3', 'w'],
  ]);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a CRLF is one line break wherever the text is cut (pieces of %i)',
  async (chunkSize) => {
    const table = await parseCsv('a,b\r\n1,"x\r\ny"\r\n2,z\r\n', { fileName: 'a.csv', delimiter: ',', chunkSize });
    expect((await contentOf(table)).rows).toEqual([
      ['1', 'x\ny'],
      ['2', 'z'],
    ]);
    expect((await contentOf(table)).numbers).toEqual([2, 3]);
  },
);

test('whatever a writer of RFC 4180 wrote is read back, in pieces of any size', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '|', '\n', ' ', 'a', 'é'), maxLength: 8 }),
  );
  const width = fc.integer({ min: 2, max: 4 });
  const rows = width.chain((n) =>
    fc.array(fc.array(cell, { minLength: n, maxLength: n }), { minLength: 2, maxLength: 6 }),
  );
  const delimiter = fc.constantFrom(',', ';', '\t', '|');
  const lineBreak = fc.constantFrom('\n', '\r\n', '\r');
  await fc.assert(
    fc.asyncProperty(
      rows,
      delimiter,
      lineBreak,
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      async (cells, separator, end, quoteAll, chunkSize) => {
        const header = cells[0]?.map((_, i) => `column ${i}`) ?? [];
        const clean = cells.map((row) => row.map((text) => text.replace(/\0/g, '')));
        const text = csvText([header, ...clean], { delimiter: separator, lineBreak: end, quoteAll });
        const table = await parseCsv(bytesOf(text), { fileName: 'a.csv', delimiter: separator, chunkSize });
        expect(table.columns).toEqual(header);
        expect((await contentOf(table)).rows).toEqual(
          clean.map((row) => row.map((value) => value.replace(/\r\n?/g, '\n'))),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('short rows are filled and extra empty cells dropped, with the rows named', async () => {
  const table = await read('a,b,c\n1,2\n1,2,3,,\n1\n1,2,3\n');
  expect((await contentOf(table)).rows).toEqual([
    ['1', '2', ''],
    ['1', '2', '3'],
    ['1', '', ''],
    ['1', '2', '3'],
  ]);
  expect(table.warnings).toEqual([
    {
      kind: 'short-rows',
      message: '2 rows have fewer cells than the header (rows 2, 4); the missing cells were read as empty.',
      rows: [2, 4],
    },
    {
      kind: 'extra-empty-cells',
      message: '1 row has more cells than the header (row 3); the extra cells are empty and were dropped.',
      rows: [3],
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
  const seen: number[][] = [];
  const options = { fileName: 'a.csv', chunkSize: 5 };
  await parseCsv(bytesOf('a,b\n1,2\n3,4\n'), { ...options, onProgress: (...at) => seen.push(at) });
  expect(seen).toEqual([
    [5, 12],
    [10, 12],
    [12, 12],
  ]);
  await expect(parseCsv('a\n1\n', { ...options, signal: AbortSignal.abort() })).rejects.toThrow('Stopped.');
});
