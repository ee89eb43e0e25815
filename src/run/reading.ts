import { DELIMITERS } from '../data/csvDelimiter.ts';
import type { Encoding } from '../data/encoding.ts';
import type { RunConfig } from './config.ts';

/** How the bytes of a file become rows; null: found in the file. */
export function readingOf({ delimiter, encoding }: Pick<RunConfig, 'delimiter' | 'encoding'>): {
  readonly delimiter: string | null;
  readonly encoding: Encoding | null;
} {
  const [comma, semicolon, tab, pipe] = DELIMITERS;
  return {
    delimiter: delimiter === 'auto' ? null : { comma, semicolon, tab, pipe }[delimiter],
    encoding: encoding === 'auto' ? null : encoding,
  };
}
