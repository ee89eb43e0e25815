import { expect, test } from 'vitest';
import { templateColumns, withLastColumn } from './templates.ts';

test('names the columns of a template in order', () => {
  expect(templateColumns('Type: {{qtype}}\nQ: {{ Question text }}')).toEqual(['qtype', 'Question text']);
  expect(templateColumns('no column')).toEqual([]);
});

test('another column takes the place of the last one and the words stay', () => {
  expect(withLastColumn('Type: {{qtype}}\nQ: {{Question}}?', 'Text')).toBe('Type: {{qtype}}\nQ: {{Text}}?');
});

test('a template without a column becomes the column alone', () => {
  expect(withLastColumn('no column', 'Text')).toBe('{{Text}}');
  expect(withLastColumn('half {{open', 'Text')).toBe('{{Text}}');
});
