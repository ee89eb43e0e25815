import { expect, test } from 'vitest';
import { UserError } from '../lib/errors.ts';
import { failureOf } from './failure.ts';

test('flags of the command line become the labels of the form', () => {
  const error = new UserError('the longest row has 600 tokens', { where: '--max-length', remedy: 'Give 512 or less.' });
  expect(failureOf(error)).toEqual({
    kind: 'input',
    message: 'Maximum length: the longest row has 600 tokens. Give 512 or less.',
    field: 'maxLength',
  });
});

test('what is no flag stays, and an error of another realm is told by its name', () => {
  const error = Object.assign(new Error('a --strange thing -- it is'), { name: 'UserError' });
  expect(failureOf(error)).toEqual({ kind: 'input', message: 'a --strange thing -- it is', field: null });
  expect(failureOf(new Error('lost')).kind).toBe('run');
});

test('a message belongs to the field that its place names', () => {
  const at = (where: string) => failureOf(new UserError('has no partner', { where, remedy: 'Try --seed: 7.' })).field;
  expect(at('rows.csv, --completion, character 3')).toBe('completion');
  expect(at('rows.csv')).toBeNull();
});
