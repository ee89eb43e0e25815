import { describe, expect, it } from 'vitest';
import { throwIfAborted } from './abort.ts';
import { assert, unreachable } from './assert.ts';
import { AbortedError, isAborted, messageOf, RunError, UserError } from './errors.ts';

describe('UserError', () => {
  it('joins where, what and remedy into one message', () => {
    const error = new UserError('unknown column "Qestion"', { where: 'a.csv', remedy: 'It has Question, Answer.' });
    expect(error.message).toBe('a.csv: unknown column "Qestion". It has Question, Answer.');
    expect(error).toMatchObject({ name: 'UserError', what: 'unknown column "Qestion"', where: 'a.csv' });
  });

  it('does not double the full stop before the remedy', () => {
    expect(new UserError('Empty file.', { remedy: 'Drop another.' }).message).toBe('Empty file. Drop another.');
  });

  it('keeps the cause', () => {
    const cause = new TypeError('x');
    expect(new UserError('bad', { cause }).cause).toBe(cause);
    expect('cause' in new UserError('bad')).toBe(false);
  });
});

describe('isAborted', () => {
  it('knows our error and that of the platform, and nothing else', () => {
    expect(isAborted(new AbortedError())).toBe(true);
    expect(isAborted(AbortSignal.abort().reason)).toBe(true);
    expect(isAborted(new RunError('device lost'))).toBe(false);
    expect(isAborted('AbortError')).toBe(false);
  });

  it('throwIfAborted throws only after the signal was raised', () => {
    const controller = new AbortController();
    throwIfAborted(controller.signal);
    throwIfAborted();
    controller.abort();
    expect(() => throwIfAborted(controller.signal)).toThrow(AbortedError);
  });
});

describe('messageOf and assert', () => {
  it('reads errors and anything else', () => {
    expect(messageOf(new RunError('lost'))).toBe('lost');
    expect(messageOf(42)).toBe('42');
  });

  it('builds the message of an assertion only when it fails', () => {
    assert(true, () => {
      throw new Error('built for nothing');
    });
    expect(() => assert(0, () => 'rows 3, columns 4')).toThrow('Assertion failed: rows 3, columns 4');
    expect(() => unreachable('red' as never)).toThrow('unexpected value "red"');
  });
});
