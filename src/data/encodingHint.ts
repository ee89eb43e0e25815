import { UserError } from '../lib/errors.ts';

/** Refuses a file whose first bytes say that it is no text. */
export function refuseBinary(head: Uint8Array, fileName: string): void {
  if (startsWith(head, [0x50, 0x4b, 3, 4])) {
    throw new UserError('this is not text (it looks like an Excel workbook or another zip file)', {
      where: fileName,
      remedy: 'Open it in a spreadsheet program and export the sheet as "CSV UTF-8".',
    });
  }
  const known = OTHERS.find(({ magic }) => startsWith(head, magic));
  if (known === undefined) return;
  throw new UserError(`this is not text (it looks like ${known.what})`, {
    where: fileName,
    remedy: 'Choose a CSV or JSONL file.',
  });
}

const OTHERS: readonly { readonly magic: readonly number[]; readonly what: string }[] = [
  { magic: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook' },
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  { magic: [0x1f, 0x8b], what: 'a compressed file' },
  { magic: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file' },
];

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
