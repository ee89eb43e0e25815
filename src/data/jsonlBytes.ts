import { UserError } from '../lib/errors.ts';
import { decodeUtf8 } from './utf8.ts';

/** The text of a JSONL file. Throws a UserError naming file and line where bytes are not UTF-8: replaced characters would be trained unseen. */
export function decodeJsonl(bytes: Uint8Array, fileName: string): string {
  const { text, broken } = decodeUtf8(bytes, true);
  if (broken === 0) return text;
  const before = text.slice(0, text.search(/\p{Surrogate}/u));
  throw new UserError(`byte ${new TextEncoder().encode(before).length} is not UTF-8 text`, {
    where: `${fileName}: line ${before.split('\n').length}`,
    remedy: 'JSONL files are UTF-8: save it in that encoding and open it again.',
  });
}
