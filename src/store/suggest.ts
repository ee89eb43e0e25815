import type { RunConfig } from '../run/config.ts';
import { SETTINGS } from '../run/config.ts';
import type { ColumnFacts, FileFacts } from '../workers/dataApi.ts';

type Choices = Pick<RunConfig, 'where' | 'prompt' | 'completion' | 'stratify'>;

const QUESTION = /question|prompt|instruction|input/i;
const ANSWER = /answer|completion|response|output/i;

/**
 * What to start from for a new file: the recipe's columns where the file has them, else the first columns whose names
 * say question and answer, else the first and second; the recipe's rows (`qtype=symptoms`) where they exist.
 */
export function suggestChoices(file: FileFacts): Choices {
  if (file.kind === 'examples')
    return { where: [], prompt: '{{prompt}}', completion: '{{completion}}', stratify: null };
  const names = file.columns.map((column) => column.name);
  const question = names.find((name) => QUESTION.test(name)) ?? names[0] ?? '';
  const answer =
    names.find((name) => ANSWER.test(name) && name !== question) ?? names.find((name) => name !== question) ?? question;
  const recipe = ['qtype', 'Question', 'Answer'].every((name) => names.includes(name));
  const type = file.columns.find((column) => column.name === 'qtype');
  const where = type?.values.some((entry) => entry.value === 'symptoms') ? ['qtype=symptoms'] : [];
  const prompt = recipe ? SETTINGS.prompt.initial : columnTemplate(question);
  const completion = recipe ? SETTINGS.completion.initial : columnTemplate(answer);
  const stratify = suggestStratum(file.columns, [prompt, completion, ...where]);
  return { where, prompt, completion, stratify };
}

function columnTemplate(column: string): string {
  return `{{${column}}}`;
}

/** The column with the most values among those of 2 to 50 that are in no template and no filter; null: none fits. */
function suggestStratum(columns: readonly ColumnFacts[], used: readonly string[]): string | null {
  const free = columns.filter(
    ({ name, values, more }) =>
      !more &&
      values.length >= 2 &&
      values.length <= 50 &&
      !used.some((text) => text.includes(columnTemplate(name)) || text.startsWith(`${name}=`)),
  );
  return free.sort((a, b) => a.values.length - b.values.length).at(-1)?.name ?? null;
}
