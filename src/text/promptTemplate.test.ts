import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTemplate } from './promptTemplate.ts';
import { refusal } from './testing/refusal.ts';
import { collapseWhitespace } from './whitespace.ts';

test('cells take the places of their columns, on one line', () => {
  const template = parseTemplate('Type: {{ kind }}\nQ: {{Question}}, {{kind}}');
  expect(template.columns).toEqual(['kind', 'Question']);
  expect(template.render({ Question: ' How\r\n  much? ', kind: 'a\tb' })).toBe('Type: a b\nQ: How much?, a b');
  expect(template.bind(['x', 'Question', 'kind'])(['1', '2'])).toBe('Type: \nQ: 2, ');
});

test('\\n and \\t written out are a line break and a tab in the template, and nothing in a cell', () => {
  expect(parseTemplate('a\\nb\\tc\\\\n {{x}}').render({ x: 'C:\\new' })).toBe('a\nb\tc\\n C:\\new');
});

test('text in a cell is never read as a template', () => {
  expect(parseTemplate('{{a}}{{b}}').render({ a: '{{b}}', b: '$& $1' })).toBe('{{b}}$& $1');
});

test.each([
  ['{{question}}', 'prompt: there is no column "question". Did you mean "Question"? Columns: qtype, Question.'],
  ['{{Reply}}', 'prompt: there is no column "Reply". Columns: qtype, Question.'],
])('a column that does not exist is named with those that do: %s', (source, message) => {
  expect(refusal(() => parseTemplate(source, 'prompt').bind(['qtype', 'Question']))).toBe(message);
});

test.each([
  ['Q: {{Question', 'prompt, character 4: {{ has no }} in "Q: {{Question". Write columns as {{Question}}.'],
  ['Q: {{a {{b}}', 'prompt, character 4: {{ has no }} in "Q: {{a {{b}}". Write columns as {{Question}}.'],
  ['{{a}} b}}', 'prompt, character 8: }} has no {{ in "{{a}} b}}". Write columns as {{Question}}.'],
  ['a {{ }}', 'prompt, character 3: {{ }} holds no column name'],
  ['no column', 'prompt: "no column" uses no column. Write a column name in double braces, as in {{Question}}.'],
])('a broken template is refused: %s', (source, message) => {
  expect(refusal(() => parseTemplate(source, 'prompt'))).toBe(message);
});

test('a template is its texts with collapsed cells between', () => {
  const text = fc.string({ unit: 'grapheme' }).map((value) => value.replace(/[{}\\]/g, ''));
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z ]*$/).map((value) => value.trim());
  const places = fc.uniqueArray(fc.tuple(name, fc.string({ unit: 'grapheme' }), text), {
    selector: ([column]) => column,
    minLength: 1,
  });
  fc.assert(
    fc.property(text, places, (head, parts) => {
      const source = head + parts.map(([column, , after]) => `{{${column}}}${after}`).join('');
      const row = Object.fromEntries(parts.map(([column, cell]) => [column, cell]));
      const expected = head + parts.map(([, cell, after]) => collapseWhitespace(cell) + after).join('');
      expect(parseTemplate(source).render(row)).toBe(expected);
    }),
  );
});

test('any text written with its escapes is that text again', () => {
  const literal = fc.string({
    unit: fc.constantFrom('a', ' ', 'é', '\n', '\t', '\\', 'n', 't', '{', '}'),
    maxLength: 12,
  });
  const escaped = (text: string) => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  fc.assert(
    fc.property(literal, literal, (before, after) => {
      fc.pre(![before, after].some((text) => text.includes('{{') || text.includes('}}')));
      fc.pre(!before.endsWith('{') && !after.startsWith('}'));
      const source = `${escaped(before)}{{x}}${escaped(after)}`;
      expect(parseTemplate(source).render({ x: '{{y}}\\n' })).toBe(`${before}{{y}}\\n${after}`);
    }),
    { numRuns: 500 },
  );
});

test('a column that the table lacks is named, whatever its name; one that it has is found at its place', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .map((text) => text.replace(/[{}\\]/g, '').trim())
    .filter((text) => text !== '');
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), name, (columns, wanted) => {
      const template = parseTemplate(`{{${wanted}}}`, 'prompt');
      const at = columns.indexOf(wanted);
      if (at === -1) expect(refusal(() => template.bind(columns))).toContain(`prompt: there is no column "${wanted}"`);
      else expect(template.bind(columns)(columns.map((_, i) => `cell ${i}`))).toBe(`cell ${at}`);
    }),
  );
});
