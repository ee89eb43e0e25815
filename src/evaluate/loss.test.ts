import { describe, expect, it } from 'vitest';
import type { RowLoss, TokenRow } from '../engine/types.ts';
import { evaluateLoss, summariseLosses } from './loss.ts';

describe('summariseLosses', () => {
  it('weights by tokens, not by rows', () => {
    const { loss, perplexity, tokens, rows } = summariseLosses([
      { lossSum: 30, tokens: 10 },
      { lossSum: 1, tokens: 1 },
    ]);
    expect(loss).toBeCloseTo(31 / 11, 12);
    expect(perplexity).toBeCloseTo(Math.exp(31 / 11), 12);
    expect([tokens, rows]).toEqual([11, 2]);
  });

  it('counts rows without an answer as nothing', () => {
    expect(
      summariseLosses([
        { lossSum: 4, tokens: 2 },
        { lossSum: 0, tokens: 0 },
      ]).loss,
    ).toBe(2);
  });

  it('refuses rows without any answer token in place of dividing by zero', () => {
    expect(() => summariseLosses([{ lossSum: 0, tokens: 0 }])).toThrow('no token of the rows is part of an answer');
  });
});

describe('evaluateLoss', () => {
  const row: TokenRow = { ids: Uint32Array.of(1, 2), supervised: Uint8Array.of(0, 1) };

  it('asks for the model that it was told to, and reports each row', async () => {
    const asked: boolean[] = [];
    const progress: string[] = [];
    const meter = {
      losses: async (
        rows: readonly TokenRow[],
        o: { adapter: boolean; onRow?: (i: number, loss: RowLoss, tokenLosses: Float32Array) => void },
      ) => {
        asked.push(o.adapter);
        return rows.map((_, i) => {
          const loss = { lossSum: 2, tokens: 1 };
          o.onRow?.(i, loss, Float32Array.of(2));
          return loss;
        });
      },
    };
    const onProgress = (done: number, total: number) => progress.push(`${done}/${total}`);
    const { summary, rowLosses, tokenLosses } = await evaluateLoss(meter, [row, row], { adapter: true, onProgress });
    expect(summary.loss).toBe(2);
    expect(rowLosses).toEqual([
      { lossSum: 2, tokens: 1 },
      { lossSum: 2, tokens: 1 },
    ]);
    expect(tokenLosses).toEqual([Float32Array.of(2), Float32Array.of(2)]);
    await evaluateLoss(meter, [row], { adapter: false });
    expect(asked).toEqual([true, false]);
    expect(progress).toEqual(['1/2', '2/2']);
  });
});
