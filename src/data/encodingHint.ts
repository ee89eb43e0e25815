import { UserError } from '../lib/errors.ts';

const SAVE_AS_UTF8 = 'Save the file as "CSV UTF-8" (in Excel: File, Save As, CSV UTF-8) and open it again.';

/** Refuses bytes that are not UTF-8 text, with a guess at what they are. `head`: the first bytes of the file. */
export function notUtf8(place: { fileName: string; row: number; offset: number }, head: Uint8Array): UserError {
  const where = `${place.fileName}, row ${place.row}`;
  if (looksLikeWorkbook(head)) return isWorkbook(where);
  return new UserError(`byte ${place.offset} is not UTF-8 text (${guess(head)})`, { where, remedy: SAVE_AS_UTF8 });
}

/** NUL is UTF-8, but not text: UTF-16 without a mark, or a binary file. Every real workbook has one in its first 20 bytes. */
export function holdsNul(fileName: string, row: number, head: Uint8Array): UserError {
  const where = `${fileName}, row ${row}`;
  if (looksLikeWorkbook(head)) return isWorkbook(where);
  return new UserError('holds a NUL character (it looks like UTF-16 or not like a text file)', {
    where,
    remedy: SAVE_AS_UTF8,
  });
}

function isWorkbook(where: string): UserError {
  return new UserError('this is not text (it looks like an Excel workbook or another zip file)', {
    where,
    remedy: 'Open it in a spreadsheet program and export the sheet as "CSV UTF-8".',
  });
}

function guess(head: Uint8Array): string {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return 'it looks like UTF-16';
  return 'it may be in an older encoding such as Windows-1252';
}

function looksLikeWorkbook(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}
