import { ownCopy } from './columnCodes.ts';
import type { BlobLike } from './csvInput.ts';
import { decodeRange } from './encoding.ts';
import { type JsonLinesOptions, type LineFields, parseFields, readJsonLines } from './jsonLines.ts';
import { lineProblem } from './problem.ts';
import type { FilePart } from './tableIndex.ts';

/**
 * Indexes JSON Lines whose objects are rows: every key is a column, texts are cells as they are, null and missing ones are empty, and
 * anything else is written as JSON. A line that is no object is a problem.
 */
export async function indexJsonRows(
  blob: BlobLike,
  name: string,
  part: FilePart,
  options: JsonLinesOptions,
): Promise<void> {
  const keys: string[] = [];
  const encoding = await readJsonLines(blob, options, (fields, place) => {
    if (typeof fields === 'string') {
      part.addProblem(lineProblem({ file: part.file, fileName: name }, place, fields));
      return;
    }
    for (const key of fields.keys()) {
      if (keys.includes(key)) continue;
      const column = ownCopy(key);
      keys.push(column);
      part.addColumns([column]);
    }
    part.addRow(cellsOf(fields, keys), place);
  });
  part.close({
    name,
    blob,
    encoding,
    delimiter: null,
    cells: (bytes) =>
      decodeRange(bytes, encoding)
        .split('\n')
        .filter((text) => text.trim() !== '')
        .map((text) => cellsOf(parseFields(text), keys)),
  });
}

function cellsOf(fields: LineFields, keys: readonly string[]): string[] {
  if (typeof fields === 'string') return [];
  return keys.map((key) => {
    const value = fields.get(key) ?? '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}
