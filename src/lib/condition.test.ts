import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Condition, conditionText, meets, parseWhere } from './condition.ts';

test.each<[string, Condition]>([
  ['qtype=symptoms', { column: 'qtype', kind: 'is', value: 'symptoms' }],
  [' a = b=c ', { column: 'a', kind: 'is', value: 'b=c' }],
  ['a!=b', { column: 'a', kind: 'is-not', value: 'b' }],
  ['a~x|y', { column: 'a', kind: 'contains', value: 'x|y' }],
  ['a=x | y', { column: 'a', kind: 'one-of', values: ['x', 'y'] }],
  ['a=x\\|y', { column: 'a', kind: 'is', value: 'x|y' }],
  ['Age >= 18', { column: 'Age', kind: 'at-least', limit: 18 }],
  ['Age<=-1.5e3', { column: 'Age', kind: 'at-most', limit: -1500 }],
  ['a=', { column: 'a', kind: 'empty' }],
  ['a!=', { column: 'a', kind: 'not-empty' }],
  ['"a=b" = c', { column: 'a=b', kind: 'is', value: 'c' }],
])('%j is understood and written back', (text, condition) => {
  expect(parseWhere(text)).toEqual(condition);
  expect(parseWhere(conditionText(condition))).toEqual(condition);
});

const trimmed = fc
  .string({ unit: fc.constantFrom('a', 'B', '|', '\\', '=', '!', '~', '<', '>', ' ', '1'), maxLength: 6 })
  .map((text) => text.trim());
const value = trimmed.filter((text) => text !== '');
const column = value.filter((text) => !text.includes('"'));
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ column, kind: fc.constantFrom('is' as const, 'is-not' as const, 'contains' as const), value }),
  fc.record({ column, kind: fc.constant('one-of' as const), values: fc.array(value, { minLength: 2, maxLength: 3 }) }),
  fc.record({ column, kind: fc.constantFrom('at-least' as const, 'at-most' as const), limit: fc.integer() }),
  fc.record({ column, kind: fc.constantFrom('empty' as const, 'not-empty' as const) }),
);

test('any condition comes back from its text', () => {
  fc.assert(
    fc.property(condition, (given) => {
      expect(parseWhere(conditionText(given))).toEqual(given);
    }),
  );
});

test.each([
  [
    'kind',
    'filter: "kind" is not a condition. Write column=value, as in qtype=symptoms; also !=, ~ (contains), >= and <=.',
  ],
  [
    '=x',
    'filter: "=x" is not a condition. Write column=value, as in qtype=symptoms; also !=, ~ (contains), >= and <=.',
  ],
  ['n>=many', 'filter n>=many: "many" is no number. Write it as in Age>=18.'],
  ['a~', 'filter: "a~" says nothing to look for'],
])('what is no condition is refused: %j', (text, message) => {
  expect(() => parseWhere(text)).toThrow(message);
});

test('cells are judged', () => {
  const judge = (text: string, cell: string) => meets(parseWhere(text), cell);
  expect(['b', 'B', ''].map((cell) => judge('a=b', cell))).toEqual([true, false, false]);
  expect(['18', ' ', '17.9', '0x20', 'many'].map((cell) => judge('a>=18', cell))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(judge('a~FEVER', 'High fever.')).toBe(true);
});
