import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laterRefusal } from '../text/testing/refusal.ts';
import { openTable } from './openData.ts';
import { problemPlace } from './problem.ts';
import { bytesOf, contentOf, csvText, fileOf } from './testing/csvText.ts';

interface Options {
  readonly delimiter?: string;
  readonly chunkSize?: number;
}

const open = (content: string | Uint8Array<ArrayBuffer>, options: Options = {}) =>
  openTable([fileOf('a.csv', content)], options);
const refused = (content: string | Uint8Array<ArrayBuffer>, options?: Options) => laterRefusal(open(content, options));

/** What was wrong, its raw text, and the rows that are left. */
async function salvaged(content: string | Uint8Array<ArrayBuffer>, chunkSize?: number) {
  const table = await open(content, chunkSize === undefined ? {} : { chunkSize, delimiter: ',' });
  const problems = table.problems.map((problem) => `${problemPlace(problem)}: ${problem.what}`);
  const raw = await Promise.all(table.problems.map((problem) => table.rawText(problem)));
  return { problems, raw, ...(await contentOf(table)) };
}

test.each(['', '\ufeff', '\n \r\n'])('an empty file: %j', async (text) => {
  expect(await refused(text)).toBe('a.csv: the file is empty. Choose a CSV with a header row.');
});

test('a header alone', async () => {
  expect(await refused('a,b\n')).toBe('a.csv: there is a header and no row below it. Choose a file with data rows.');
});

test('more cells than columns: row, counts and the first cell too many; the other rows stay', async () => {
  expect(await salvaged('q,a\nx,y\nx,y, and more,z\nu,v\n')).toEqual({
    problems: ['row 3: 4 cells, but the header has 2 columns (the first extra cell is "and more")'],
    raw: ['x,y, and more,z\n'],
    rows: [
      ['x', 'y'],
      ['u', 'v'],
    ],
    numbers: [2, 4],
  });
});

test('a file of nothing but problems is refused with the first', async () => {
  expect(await refused('q,a\nx,y,z\nx,y,z\n')).toBe(
    'a.csv, row 2: 3 cells, but the header has 2 columns (the first extra cell is "z") (the first of 2 such rows). Put quotes around a cell that contains the delimiter, or choose another delimiter.',
  );
});

test.each([undefined, 4, 7])('a quote that is never closed costs its row and no other (pieces of %s)', async (size) => {
  expect(await salvaged('q,answer\nx,"ok"\n\ny,"lost, and on\nz,good\nw,"fine"\n', size)).toEqual({
    problems: ['row 4, column "answer": a quote is never closed (the cell begins: lost, and on…)'],
    raw: ['y,"lost, and on\n'],
    rows: [
      ['x', 'ok'],
      ['z', 'good'],
      ['w', 'fine'],
    ],
    numbers: [2, 5, 6],
  });
});

test.each([undefined, 4, 7])(
  'lines that belong to the broken cell are left out with it (pieces of %s)',
  async (size) => {
    const { problems, raw, rows } = await salvaged('n,q,answer\n1,y,"lost\nmore of it\n2,z,good\n', size);
    expect(problems).toEqual(['row 2, column "answer": a quote is never closed (the cell begins: lost…)']);
    expect(raw).toEqual(['1,y,"lost\nmore of it\n']);
    expect(rows).toEqual([['2', 'z', 'good']]);
  },
);

test.each([undefined, 4, 7])(
  'text behind a closing quote: row and column where it opened (pieces of %s)',
  async (size) => {
    expect(await salvaged('q,answer\n"x","a, "b" c"\ny,"z"\n', size)).toEqual({
      problems: ['row 2, column "answer": text follows the quote that closes the cell (the cell begins: a, "b" c"…)'],
      raw: ['"x","a, "b" c"\n'],
      rows: [['y', 'z']],
      numbers: [3],
    });
  },
);

test('whatever row is broken, all others are read, in pieces of any size', async () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', ',', '\n', '"'), minLength: 1, maxLength: 8 });
  // A quote before a letter cannot close anything.
  const first = word.map((text) => `a${text}`);
  const rows = fc.array(fc.tuple(first, word, word), { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(rows, fc.nat(), fc.integer({ min: 1, max: 60 }), async (cells, which, chunkSize) => {
      const written = cells.map((row) => csvText([row], { delimiter: ',', lineBreak: '\n', quoteAll: true }));
      const broken = which % written.length;
      const lines = written.toSpliced(broken, 1, 'x,"lost, y\n');
      const table = await open(`one,two,three\n${lines.join('')}`, { delimiter: ',', chunkSize });
      expect(table.problems.map(({ kind }) => kind)).toEqual(['open-quote']);
      expect((await contentOf(table)).rows).toEqual(cells.toSpliced(broken, 1));
    }),
    { numRuns: 200 },
  );
});

const CLOSE = 'Close the quote; a quote that belongs to the text is written twice ("").';

test('at the very end of a file the whole beginning of the cell is shown', async () => {
  expect((await salvaged('q,a\nx,y\nz,"lost')).problems).toEqual([
    'row 3, column "a": a quote is never closed (the cell begins: lost…)',
  ]);
});

test('a quote that is open in the header is named by the place of its column', async () => {
  expect(await refused('q,"answer\nx,y\n')).toBe(
    `a.csv, row 1, column 2: a quote is never closed (the cell begins: answer…). ${CLOSE}`,
  );
});

test('a quote that met that of another cell: its lines are told apart from the records that it swallowed', async () => {
  const { problems, rows } = await salvaged('n,q,a\n1,"lost,x\n2,"",y\n3,z,w\n');
  expect(problems).toEqual(['row 2, column "q": a quote is never closed (the cell begins: lost,x…)']);
  expect(rows).toEqual([
    ['2', '', 'y'],
    ['3', 'z', 'w'],
  ]);
});

test('no cell is longer than 16 million characters', async () => {
  const table = await open(`q,a\nx,"lost\n${`${'y'.repeat(1023)}\n`.repeat(2 ** 14 + 2 ** 11)}z,good\n`);
  expect(table.problems.map(({ kind, row, column }) => [kind, row, column])).toEqual([['open-quote', 2, '"a"']]);
  const last: (readonly string[])[] = [];
  for await (const batch of table.read([table.rowCount - 1])) last.push(...batch.map(({ cells }) => cells));
  expect(last).toEqual([['z', 'good']]);
});

test('thousands of broken rows are counted in one pass', async () => {
  const lines = Array.from({ length: 6000 }, (_, i) => (i % 2 === 0 ? `x${i},"lost ${i}` : `x${i},"good ${i}"`));
  const table = await open(`q,a\n${lines.join('\n')}\n`);
  expect(table.problemCount).toBe(3000);
  expect(table.problems).toHaveLength(1000);
  expect(table.rowCount).toBe(3000);
});

test('a file without line breaks', async () => {
  expect(await refused('y'.repeat(2 ** 24 + 2 ** 21))).toBe(
    'a.csv, row 1: 16 million characters without a line break. Check that the file is a CSV.',
  );
});

test.each([undefined, 3])(
  'bytes that are no UTF-8 among some that are: row, column and byte (pieces of %s)',
  async (size) => {
    const bytes = Uint8Array.from([...bytesOf('q,a\né,y\n'), 0x7a, 0x2c, 0xe9, 0x0a, ...bytesOf('u,é\n')]);
    const { problems, rows } = await salvaged(bytes, size);
    expect(problems).toEqual(['row 3, column "a": byte 0xE9 is no text in this encoding']);
    expect(rows).toEqual([
      ['é', 'y'],
      ['u', 'é'],
    ]);
  },
);

test('a NUL character', async () => {
  const { problems, rows } = await salvaged('q,a\nx,y\0\nu,v\n');
  expect(problems).toEqual(['row 2, column "a": holds a NUL character, which is no text']);
  expect(rows).toEqual([['u', 'v']]);
});

test.each([
  [[0x50, 0x4b, 3, 4, 0x14, 0, 6, 0, 8, 0, 0xff, 0xfe], 'an Excel workbook or another zip file'],
  [[0xd0, 0xcf, 0x11, 0xe0, 0xa1], 'an old Excel workbook'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'a PDF'],
])('what is no text at all (%#)', async (bytes, what) => {
  expect(await refused(Uint8Array.from(bytes))).toContain(`a.csv: this is not text (it looks like ${what})`);
});

test('a delimiter that cannot be one', async () => {
  const message = (shown: string) =>
    `delimiter: ${shown} cannot separate columns. Use one character, such as , ; | or a tab.`;
  expect(await refused('a\n1\n', { delimiter: '"' })).toBe(message('"\\""'));
  expect(await refused('a\n1\n', { delimiter: '::' })).toBe(message('"::"'));
});

test('a file that changed since it was opened', async () => {
  const file = fileOf('a.csv', 'q,a\nx,y\n');
  let gone = false;
  const slice = (begin: number, end: number) =>
    gone ? { arrayBuffer: () => Promise.reject(new Error('not readable')) } : file.slice(begin, end);
  const table = await openTable([{ name: 'a.csv', size: file.size, slice, text: () => file.text() }]);
  gone = true;
  expect(await laterRefusal(contentOf(table))).toBe(
    'a.csv: cannot be read any more (not readable). It may have been changed or moved: open it again.',
  );
});
