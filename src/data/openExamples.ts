import { UserError } from '../lib/errors.ts';
import type { Example } from './examples.ts';
import { exampleOf, shapeOf } from './jsonExamples.ts';
import { type JsonLinesOptions, readJsonLines } from './jsonLines.ts';
import type { NamedBlob, OpenedExamples } from './openedData.ts';
import { createProblemList, lineProblem, problemError, rawText } from './problem.ts';
import { PART_NAMES, type PartName, type Parts } from './split.ts';

/** Reads JSON Lines whose lines are examples already; those of several files one after the other. */
export async function openExamples(files: readonly NamedBlob[], options: JsonLinesOptions): Promise<OpenedExamples> {
  const problems = createProblemList();
  const lists: Example[][] = [];
  const sources: { name: string; blob: NamedBlob; encoding: Awaited<ReturnType<typeof readJsonLines>> }[] = [];
  let doneBytes = 0;
  let place = 0;
  for (const [file, blob] of files.entries()) {
    const { name } = blob;
    const examples: Example[] = [];
    const onProgress = (done: number) => options.onProgress?.(doneBytes + done);
    const encoding = await readJsonLines(blob, { ...options, onProgress }, (fields, line) => {
      const shape = typeof fields === 'string' ? fields : shapeOf(fields);
      const example =
        typeof fields === 'string' ? fields : exampleOf(fields, shape === 'chat' ? 'chat' : 'pair', place);
      if (typeof example === 'string') problems.add(lineProblem({ file, fileName: name }, line, example));
      else examples.push(example);
      place++;
    });
    lists.push(examples);
    sources.push({ name, blob, encoding });
    doneBytes += blob.size;
  }
  const names = files.map(({ name }) => name);
  const examples = lists.flat();
  const [first] = problems.listed;
  if (examples.length === 0) {
    throw first === undefined
      ? new UserError('the file is empty', { where: names.join(', '), remedy: 'Choose a file with rows.' })
      : problemError(first, problems.count);
  }
  return {
    kind: 'examples',
    files: names,
    examples,
    parts: partsOf(names, lists),
    problems: problems.listed,
    problemCount: problems.count,
    rawText: (problem) => rawText(problem, sources[problem.file] as (typeof sources)[number]),
  };
}

/** Three files by the names of the three parts, each with rows, are the split itself. */
function partsOf(names: readonly string[], lists: readonly Example[][]): Parts | null {
  const parts = new Map<PartName, Example[]>();
  for (const [i, name] of names.entries()) {
    const part = partByName(name);
    if (part !== null && (lists[i] as Example[]).length > 0) parts.set(part, lists[i] as Example[]);
  }
  const [train, validation, test] = PART_NAMES.map((name) => parts.get(name));
  if (names.length !== 3 || !train || !validation || !test) return null;
  return { train, validation, test };
}

/** `train.jsonl`, `my-validation (1).jsonl`. */
export function partByName(fileName: string): PartName | null {
  const words = fileName.toLowerCase().split(/[^a-z]+/);
  if (words.includes('train') || words.includes('training')) return 'train';
  if (['validation', 'valid', 'val', 'dev'].some((word) => words.includes(word))) return 'validation';
  return words.includes('test') ? 'test' : null;
}
