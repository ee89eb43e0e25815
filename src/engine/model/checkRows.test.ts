import { describe, expect, test } from 'vitest';
import { tinyParams, tinyRows } from '../testing/tinyModel.ts';
import { checkIds, checkRows, longestDocument } from './checkRows.ts';

const { config } = tinyParams(); // vocabulary 259
const model = { config: { ...config, maxLength: 40 }, capacity: { tokens: 32, context: 0 } };
const row = (ids: number[]) => ({ ids: Uint32Array.from(ids), supervised: new Uint8Array(ids.length).fill(1) });
const long = (length: number) => row(new Array(length).fill(3));

describe('rows are refused by name before the GPU sees them', () => {
  test.each([
    [[row([3, 4]), long(41)], 'Training rows, row 2: 41 tokens are more than the 40 that this model reads.'],
    [[long(33)], 'Training rows, row 1: A row has 33 tokens; the engine was opened for 32.'],
    [[row([3, 258, 259])], "Training rows, row 1: Token 3 has id 259; this model's vocabulary has 259 entries."],
    [[{ ids: Uint32Array.of(3, 4), supervised: Uint8Array.of(1) }], 'Training rows, row 1: 2 ids, 1 marks'],
  ])('%#', (rows, message) => {
    expect(() => checkRows(model, rows, 'Training rows')).toThrow(message);
  });

  test('rows that fit pass, empty ones too', () => {
    checkRows(model, [...tinyRows(3), long(32), row([])], 'Training rows');
    expect(() => checkIds(config, Uint32Array.of(0, 258), 'Prompt')).not.toThrow();
  });

  test('a sliding window bounds a document, not the micro-batch', () => {
    const windowed = { ...model, config: { ...model.config, slidingWindow: 16 } };
    expect(longestDocument(windowed.config)).toBe(16);
    checkRows(windowed, [long(16), long(16)], 'Training rows'); // 32 tokens together
    expect(() => checkRows(windowed, [long(17)], 'Training rows')).toThrow(/17 tokens are more than the 16/);
  });
});
