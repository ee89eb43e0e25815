import { describe, expect, it } from 'vitest';
import { baselineOf } from './baseline.ts';

const test = { loss: 3, perplexity: Math.exp(3), tokens: 90, rows: 9 };
const validation = { step: 4, loss: 2, perplexity: Math.exp(2), tokens: 50, rows: 5, best: true };
const base = { loss: 2.5, perplexity: Math.exp(2.5) };

describe('the base beside a run', () => {
  it('is that of the test rows until the validation rows have one of their own', () => {
    expect(baselineOf({ validations: [] }, null)).toBe(null);
    expect(baselineOf({ validations: [] }, test)).toMatchObject({ part: 'test', rows: 9, loss: 3 });
    expect(baselineOf({ validations: [validation] }, test)).toMatchObject({ part: 'test', rows: 9 });
    expect(
      baselineOf(
        {
          validations: [
            { ...validation, base },
            { ...validation, step: 8 },
          ],
        },
        test,
      ),
    ).toEqual({
      ...base,
      part: 'validation',
      rows: 5,
    });
  });
});
