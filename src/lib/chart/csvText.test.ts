import { expect, test } from 'vitest';
import { csvText } from './csvText.ts';

test('cells are quoted where they must be, and gaps are empty', () => {
  const table = {
    header: ['Step', 'Loss (nats, "raw")'],
    rows: [
      [1, 2.5],
      [2, Number.NaN],
      ['a\nb', null],
    ],
  };
  expect(csvText(table)).toBe('Step,"Loss (nats, ""raw"")"\r\n1,2.5\r\n2,\r\n"a\nb",\r\n');
});
