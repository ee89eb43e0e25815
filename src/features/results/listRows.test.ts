import { describe, expect, it } from 'vitest';
import type { JudgedClass } from '../../evaluate/judge.ts';
import { parseConfig } from '../../run/config.ts';
import type { Judgement } from '../../run/events.ts';
import { NO_REVIEW } from '../../run/review/reviewRecord.ts';
import { newRunFacts } from '../../store/runFacts.ts';
import { judgedBy, withChecks } from './judgedRows.ts';
import { countSubtopics, EVERYTHING, filterRows, orderRows } from './listRows.ts';

const judged = (name: JudgedClass): Judgement => ({
  class: name,
  reason: 'covers',
  words: [],
  recall: 1,
  precision: 1,
  lengthRatio: 1,
});
const prediction = (index: number, name: JudgedClass, tokens: number, stratum: string | null) => ({
  index,
  prompt: 'q',
  reference: 'fever and cough',
  stratum,
  base: { text: 'no', tokens: 1, stop: 'stop' as const },
  tuned: { text: 'fever', tokens, stop: 'stop' as const },
  judged: { base: judged('wrong'), tuned: judged(name) },
});
const predictions = [
  prediction(0, 'matches', 5, 'a'),
  prediction(2, 'wrong', 30, 'b'),
  prediction(3, 'vague', 30, 'a'),
];
const measured = (...losses: number[]) => ({
  loss: 1,
  perplexity: 1,
  tokens: 1,
  rows: losses.length,
  rowLosses: losses.map((lossSum) => ({ lossSum, tokens: 2 })),
});
const facts = { base: measured(8, 8, 2, 4), tuned: measured(2, 0, 4, 1) };
const check = { index: 2, model: 'tuned' as const, class: 'correct' as const, at: '' };
const rows = withChecks(predictions, facts, { checks: [check] });
const indexes = (list: readonly (typeof rows)[number][]) => list.map((row) => row.prediction.index);

describe('the rows of the list', () => {
  it("carry a person's verdict in place of the rule's, and the loss of their own test row", () => {
    expect(rows.map(({ final }) => final.tuned)).toEqual(['matches', 'matches', 'vague']);
    expect(rows.map(({ checks }) => checks.tuned)).toEqual([null, 'correct', null]);
    expect(rows.map(({ loss }) => loss)).toEqual([
      { base: 4, tuned: 1, tokens: 2 },
      { base: 1, tuned: 2, tokens: 2 },
      { base: 2, tuned: 0.5, tokens: 2 },
    ]);
    expect(withChecks(predictions, { base: null, tuned: null }, NO_REVIEW)[0]?.loss).toBe(null);
  });

  it('are filtered by class, subtopic, length, loss and whether a person checked them', () => {
    expect(indexes(filterRows(rows, EVERYTHING))).toEqual([0, 2, 3]);
    expect(indexes(filterRows(rows, { ...EVERYTHING, shown: 'matches' }))).toEqual([0, 2]);
    expect(indexes(filterRows(rows, { ...EVERYTHING, subtopic: 'a' }))).toEqual([0, 3]);
    expect(indexes(filterRows(rows, { ...EVERYTHING, length: { low: 5, high: 30 } }))).toEqual([0]);
    expect(indexes(filterRows(rows, { ...EVERYTHING, loss: 'better' }))).toEqual([0, 3]);
    expect(indexes(filterRows(rows, { ...EVERYTHING, loss: 'worse' }))).toEqual([2]);
    expect(indexes(filterRows(rows, { ...EVERYTHING, loss: 'high' }))).toEqual([0, 2]);
    const unknown = withChecks(predictions, { base: null, tuned: null }, NO_REVIEW);
    expect(filterRows(unknown, { ...EVERYTHING, loss: 'high' })).toEqual([]);
    expect(indexes(filterRows(rows, { ...EVERYTHING, checked: 'yes' }))).toEqual([2]);
    expect(indexes(filterRows(rows, { ...EVERYTHING, shown: 'matches', checked: 'no' }))).toEqual([0]);
  });

  it('are sorted by loss, by what tuning made worse, and by length', () => {
    expect(indexes(orderRows(rows, 'lossHigh'))).toEqual([2, 0, 3]);
    expect(indexes(orderRows(rows, 'worse'))).toEqual([2, 3, 0]);
    expect(indexes(orderRows(rows, 'long'))).toEqual([2, 3, 0]);
    expect(indexes(orderRows(rows, 'short'))).toEqual([0, 2, 3]);
    expect(indexes(orderRows(rows.toReversed(), 'row'))).toEqual([0, 2, 3]);
  });

  it('are counted by subtopic', () => {
    expect(countSubtopics(rows)).toEqual([
      { name: 'a', rows: 2, counts: { matches: 1, vague: 1, wrong: 0 }, loss: 0.75 },
      { name: 'b', rows: 1, counts: { matches: 1, vague: 0, wrong: 0 }, loss: 2 },
    ]);
    expect(countSubtopics(withChecks([prediction(0, 'wrong', 1, null)], facts, NO_REVIEW))).toEqual([]);
  });

  it('are judged anew only where the rule has other constants and the run said what it was judged by', () => {
    const run = {
      ...newRunFacts(parseConfig({}), 'x.csv'),
      predictions: predictions.map((one) => ({ ...one, total: 3 })),
    };
    const rule = { matchRecall: 0.5 } as never;
    expect(judgedBy(run, { ...NO_REVIEW, rule })).toBe(run.predictions);
  });
});
