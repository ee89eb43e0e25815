import { UserError } from '../lib/errors.ts';
import { createUtf8Reader } from './utf8.ts';

/** The text of a JSONL file. Throws a UserError naming file and line where bytes are not UTF-8: replaced characters would be trained unseen. */
export function decodeJsonl(bytes: Uint8Array, fileName: string): string {
  const { text, invalidAt } = createUtf8Reader().read(bytes, true);
  if (invalidAt === null) return text;
  throw new UserError(`byte ${invalidAt} is not UTF-8 text`, {
    where: `${fileName}: line ${text.split('\n').length}`,
    remedy: 'JSONL files are UTF-8: save it in that encoding and open it again.',
  });
}
