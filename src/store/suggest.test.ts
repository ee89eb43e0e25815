import { expect, test } from 'vitest';
import type { FileFacts } from '../workers/dataApi.ts';
import { suggestChoices } from './suggest.ts';

function file(columns: Readonly<Record<string, readonly string[]>>): FileFacts {
  return {
    fileName: 'rows.csv',
    sizeBytes: 1,
    kind: 'table',
    rowCount: 100,
    warnings: [],
    files: [],
    problems: [],
    problemCount: 0,
    columns: Object.entries(columns).map(([name, values]) => ({
      name,
      values: values.map((value) => ({ value, count: 1 })),
      more: values.length > 60,
      distinct: values.length,
      emptyRows: 0,
    })),
  };
}

const texts = Array.from({ length: 90 }, (_, i) => `text ${i}`);

test("a file with the recipe's columns gets the recipe's rows and templates", () => {
  expect(
    suggestChoices(
      file({
        qtype: ['symptoms', 'causes'],
        Question: texts,
        Answer: texts,
        source: ['a', 'b', 'c'],
        kind: ['k', 'l'],
        note: ['x'],
      }),
    ),
  ).toEqual({
    where: ['qtype=symptoms'],
    prompt: 'Question type: {{qtype}}\nQuestion: {{Question}}',
    completion: '{{Answer}}',
    stratify: null,
  });
});

test('other files get the columns whose names say question and answer', () => {
  expect(suggestChoices(file({ id: texts, Instruction: texts, response: texts }))).toEqual({
    where: [],
    prompt: '{{Instruction}}',
    completion: '{{response}}',
    stratify: null,
  });
});

test('without such names the first two columns are question and answer', () => {
  expect(suggestChoices(file({ left: texts, right: texts }))).toMatchObject({
    prompt: '{{left}}',
    completion: '{{right}}',
  });
});
