import type { RunConfig } from '../run/config.ts';
import { SETTINGS } from '../run/config.ts';
import type { FileFacts } from '../workers/dataApi.ts';

type Choices = Pick<RunConfig, 'where' | 'prompt' | 'completion' | 'stratify'>;

const QUESTION = /question|prompt|instruction|input/i;
const ANSWER = /answer|completion|response|output/i;

/**
 * What to start from for a new file: the recipe's columns where the file has them, else the first columns whose names
 * say question and answer, else the first and second; the recipe's rows (`qtype=symptoms`) where they exist. What keeps the parts alike
 * depends on the rows that are left, so the data worker proposes it.
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
  return { where, prompt, completion, stratify: null };
}

function columnTemplate(column: string): string {
  return `{{${column}}}`;
}
