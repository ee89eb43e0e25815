import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../lib/errors.ts';
import { parseJsonl, writeJsonl } from './jsonl.ts';

describe('jsonl', () => {
  it('round trips any objects, one per line', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())), (objects) => {
        const text = writeJsonl(objects);
        expect(text.split('\n')).toHaveLength(objects.length + 1);
        expect(parseJsonl(text, 'a.jsonl').map((row) => JSON.stringify(row.value))).toEqual(
          objects.map((object) => JSON.stringify(object)),
        );
      }),
    );
  });

  it('takes a byte order mark, carriage returns and blank lines, and counts lines from 1', () => {
    expect(parseJsonl('\ufeff{"a":1}\r\n\r\n  \n{"a":2}', 'a.jsonl')).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 4, value: { a: 2 } },
    ]);
    expect(parseJsonl('', 'a.jsonl')).toEqual([]);
  });

  it.each([
    ['{"a":1}\n{"a":\n', 'a.jsonl: line 2: not valid JSON'],
    ['[\n  {"a":1}\n]', 'a.jsonl: line 1: not valid JSON'],
    ['{"a":1}{"b":2}', 'a.jsonl: line 1: not valid JSON'],
  ])('names file and line of %j', (text, message) => {
    const read = () => parseJsonl(text, 'a.jsonl');
    expect(read).toThrow(UserError);
    expect(read).toThrow(message);
  });
});
