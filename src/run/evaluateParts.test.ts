import { describe, expect, it } from 'vitest';
import type { RowLoss, TokenRow } from '../engine/types.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { createEvaluator, isMeasurable } from './evaluateParts.ts';
import type { RunEvent } from './events.ts';

/** One token per character. */
const tokenizer = {
  decode: (ids: Iterable<number>) => String.fromCharCode(...ids),
  isSpecial: () => false,
} as unknown as Tokenizer;

const PHRASE = 'the list below has all of the signs';
const rowOf = (text: string): TokenRow => ({
  ids: Uint32Array.from(`?${text}`, (char) => char.charCodeAt(0)),
  supervised: Uint8Array.from(`?${text}`, (_, i) => (i > 0 ? 1 : 0)),
});
const part = (...texts: string[]) => ({
  examples: texts.map((completion, row) => ({ row, prompt: 'q', completion, stratum: null })),
  rows: texts.map(rowOf),
});
const data = {
  parts: {
    train: part(...Array.from({ length: 10 }, (_, i) => `${PHRASE} ${i}`)),
    validation: part('other'),
    test: part(`${PHRASE} X`, 'none', 'some', 'more'),
  },
} as unknown as Parameters<typeof createEvaluator>[0]['data'];

/** The base loses 2 nats on every token, the tuned model 1, and on the phrase nothing. */
function meter() {
  const asked: string[] = [];
  return {
    asked,
    losses: async (
      rows: readonly TokenRow[],
      o: { adapter: boolean; onRow?: (i: number, loss: RowLoss, tokenLosses: Float32Array) => void },
    ) => {
      asked.push(`${o.adapter ? 'tuned' : 'base'} ${rows.length}`);
      return rows.map((row, i) => {
        const text = tokenizer.decode(row.ids.subarray(1));
        const losses = Float32Array.from(text, (_, t) => {
          if (!o.adapter) return 2;
          return text.startsWith(PHRASE) && t < PHRASE.length ? 0 : 1;
        });
        const loss = { lossSum: losses.reduce((sum, one) => sum + one, 0), tokens: losses.length };
        o.onRow?.(i, loss, losses);
        return loss;
      });
    },
  };
}

function evaluate() {
  const events: RunEvent[] = [];
  const engine = meter();
  let clock = 0;
  const evaluator = createEvaluator({ engine, data, tokenizer, seed: 1, now: () => (clock += 300) });
  return { events, engine, evaluator, report: { emit: (event: RunEvent) => events.push(event), signal: undefined } };
}

describe('the evaluator', () => {
  it('shows the comparison on the way, on the rows so far, and no oftener than twice a second', async () => {
    const { evaluator, events, report } = evaluate();
    const base = await evaluator.base('test', report);
    await evaluator.tuned('test', base, report);
    const passing = events.filter(({ event }) => event === 'comparing');
    expect(passing.map((event) => 'rows' in event && [event.rows, 'total' in event && event.total])).toEqual([[2, 4]]);
  });

  it('compares with and without the phrase that training answers share', async () => {
    const { evaluator, report, events } = evaluate();
    const base = await evaluator.base('test', report);
    const tuned = await evaluator.tuned('test', base, report);
    const { evaluation, rowTokens } = evaluator.compare('test', base, tuned, report.emit);
    const tokens = PHRASE.length + 2 + 12;
    expect(evaluation.tuned.loss).toBeCloseTo(14 / tokens, 6);
    expect(evaluation.outside).toMatchObject({ rowsWith: 1, leftOut: PHRASE.length, share: PHRASE.length / tokens });
    expect(evaluation.outside?.comparison?.tuned.value).toBeCloseTo(1, 6);
    expect(evaluation.outside?.comparison?.base.value).toBeCloseTo(2, 6);
    expect(rowTokens.map(({ repeated }) => repeated)).toEqual([[[0, PHRASE.length]], [], [], []]);
    expect(events.at(-1)).toMatchObject({ event: 'comparison', part: 'test' });
    expect(evaluator.repeated()).toMatchObject({ answers: 10, sharing: 10, phrases: [{ text: PHRASE, answers: 10 }] });
  });

  it('measures the base once, and tells of it for every trial', async () => {
    const { evaluator, engine, events, report } = evaluate();
    const first = await evaluator.base('validation', report);
    expect(await evaluator.base('validation', report)).toBe(first);
    expect(engine.asked).toEqual(['base 1']);
    expect(events.filter(({ event }) => event === 'evaluation')).toHaveLength(2);
  });

  it('knows a part without an answer token', () => {
    expect(isMeasurable(data.parts.validation)).toBe(true);
    expect(isMeasurable({ examples: [], rows: [] })).toBe(false);
    const bare = { ids: Uint32Array.of(1, 2), supervised: Uint8Array.of(1, 0) };
    expect(isMeasurable({ examples: [], rows: [bare] })).toBe(false);
  });
});
