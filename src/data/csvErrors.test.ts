import { expect, test } from 'vitest';
import { laterRefusal } from '../text/testing/refusal.ts';
import { parseCsv } from './csv.ts';
import { bytesOf } from './testing/csvText.ts';

const refused = (input: string | Uint8Array, options: { delimiter?: string; chunkSize?: number } = {}) =>
  laterRefusal(parseCsv(input, { fileName: 'a.csv', ...options }));

test.each(['', '\ufeff', '\n \r\n'])('an empty file: %j', async (text) => {
  expect(await refused(text)).toBe('a.csv: the file is empty. Choose a CSV with a header row.');
});

test('a header alone', async () => {
  expect(await refused('a,b\n')).toBe('a.csv: there is a header and no row below it. Choose a CSV with data rows.');
});

test('more cells than columns: row, counts and the first cell too many', async () => {
  expect(await refused('q,a\nx,y\nx,y, and more,z\n')).toBe(
    'a.csv, row 3: 4 cells, but the header has 2 columns (the first extra cell is "and more"). Put quotes around a cell that contains the delimiter, or choose another delimiter.',
  );
});

const CLOSE = 'Close the quote; a quote that belongs to the text is written twice ("").';

test.each([undefined, 4, 7])(
  'a quote that is never closed: row and column where it opened (pieces of %s)',
  async (chunkSize) => {
    expect(await refused('q,answer\nx,"ok"\n\ny,"lost, \nand on\n', { chunkSize })).toBe(
      `a.csv, row 4, column "answer": a quote opens this cell and nothing closes it (it begins: lost, …). ${CLOSE}`,
    );
  },
);

test.each([undefined, 4, 7])(
  'text behind a closing quote: row and column where it opened (pieces of %s)',
  async (chunkSize) => {
    expect(await refused('q,answer\n"x","a, "b" c"\ny,"z"\n', { chunkSize })).toBe(
      `a.csv, row 2, column "answer": a quote opens this cell and text follows the quote that closes it (it begins: a, "b" c"…). ${CLOSE}`,
    );
  },
);

test('a quote that is open in the header is named by the place of its column', async () => {
  expect(await refused('q,"answer\nx,y\n')).toBe(
    `a.csv, row 1, column 2: a quote opens this cell and nothing closes it (it begins: answer…). ${CLOSE}`,
  );
});

test('a cell of more than 16 million characters is a quote that was never closed', async () => {
  expect(await refused(`q,a\nx,"${'y'.repeat(2 ** 24 + 2 ** 21)}\nz,"\n`)).toMatch(
    /^a\.csv, row 2, column "a": a quote opens this cell and nothing closes it/,
  );
});

test('a file without line breaks', async () => {
  expect(await refused('y'.repeat(2 ** 24 + 2 ** 21))).toBe(
    'a.csv, row 1: 16 million characters without a line break. Check that the file is a CSV.',
  );
});

const SAVE = 'Save the file as "CSV UTF-8" (in Excel: File, Save As, CSV UTF-8) and open it again.';

test.each([undefined, 3])('bytes that are not UTF-8: row and byte (pieces of %s)', async (chunkSize) => {
  const bytes = Uint8Array.from([...bytesOf('q,a\nx,y\n'), 0x7a, 0xe9, 0x2c, 0x0a]);
  expect(await refused(bytes, { chunkSize })).toBe(
    `a.csv, row 3: byte 9 is not UTF-8 text (it may be in an older encoding such as Windows-1252). ${SAVE}`,
  );
});

test('UTF-16, with a mark and without one', async () => {
  const wide = [...'q,a\nx,y\n'].flatMap((letter) => [letter.charCodeAt(0), 0]);
  expect(await refused(Uint8Array.from([0xff, 0xfe, ...wide]))).toBe(
    `a.csv, row 1: byte 0 is not UTF-8 text (it looks like UTF-16). ${SAVE}`,
  );
  expect(await refused(Uint8Array.from(wide))).toBe(
    `a.csv, row 1: holds a NUL character (it looks like UTF-16 or not like a text file). ${SAVE}`,
  );
});

test('an Excel workbook', async () => {
  const message =
    'a.csv, row 1: this is not text (it looks like an Excel workbook or another zip file). Open it in a spreadsheet program and export the sheet as "CSV UTF-8".';
  expect(await refused(Uint8Array.from([0x50, 0x4b, 3, 4, 0x14, 0, 6, 0, 8, 0, 0xff, 0xfe]))).toBe(message);
  expect(await refused(Uint8Array.from([0x50, 0x4b, 3, 4, 0x14, 0xff, 0xfe]))).toBe(message);
});

test('a delimiter that cannot be one', async () => {
  expect(await refused('a\n1\n', { delimiter: '"' })).toBe(
    'delimiter: "\\"" cannot separate columns. Use one character, such as , ; | or a tab.',
  );
  expect(await refused('a\n1\n', { delimiter: '::' })).toBe(
    'delimiter: "::" cannot separate columns. Use one character, such as , ; | or a tab.',
  );
});
