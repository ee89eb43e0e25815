import { describe, expect, it } from 'vitest';
import { JUDGE_RULE } from '../../evaluate/judge.ts';
import { exampleRun } from '../testing/exampleRun.ts';
import { compareWithRule, measureAgreement } from './agreement.ts';
import { applyReview, isReviewed } from './applyReview.ts';
import { NO_REVIEW, type PersonCheck, type PersonClass, type ReviewSheet } from './reviewRecord.ts';
import { examplePredictions } from './testing/examplePredictions.ts';

const predictions = examplePredictions(6);
const run = exampleRun({ predictions });
const check = (index: number, said: PersonClass, model: 'base' | 'tuned' = 'tuned'): PersonCheck => ({
  index,
  model,
  class: said,
  at: '2025-01-02T03:04:05.000Z',
});
const sheet = (reviewer: string, ...said: readonly [number, PersonClass][]): ReviewSheet => ({
  reviewer,
  fileName: null,
  blind: true,
  verdicts: said.map(([index, name]) => ({ index, model: 'tuned', class: name })),
});

describe('applyReview', () => {
  it('changes nothing without a review', () => {
    expect(isReviewed(NO_REVIEW)).toBe(false);
    const same = applyReview(run, NO_REVIEW);
    expect(same.people).toBeUndefined();
    expect(same.predictions).toEqual(run.predictions);
  });

  it('counts what a person said apart from what the rule said', () => {
    const { judging, people } = applyReview(run, {
      ...NO_REVIEW,
      checks: [check(0, 'incorrect'), check(2, 'correct')],
    });
    expect(judging.tuned).toEqual({ matches: 2, vague: 2, wrong: 2 });
    expect(people?.checked).toEqual({
      base: { correct: 0, underspecified: 0, incorrect: 0 },
      tuned: { correct: 1, underspecified: 0, incorrect: 1 },
    });
    expect(people?.final.tuned).toEqual({ matches: 2, vague: 1, wrong: 3 });
    expect(people?.final.base).toEqual(judging.base);
    expect(people?.checksAndRule).toMatchObject({ answers: 2, ties: 0, confusion: { correct: { vague: 1 } } });
    expect(people?.agreement).toBe(null);
  });

  it('judges anew by other constants, and says which', () => {
    const rule = { ...JUDGE_RULE, matchRecall: 0.5, matchPrecision: 0.5 };
    const { judging, predictions: again } = applyReview(run, { ...NO_REVIEW, rule });
    expect(judging.rule).toEqual(rule);
    expect(judging.tuned).toEqual({ matches: 4, vague: 0, wrong: 2 });
    expect(again.map(({ judged }) => judged.tuned.class)).toEqual([
      'matches',
      'matches',
      'wrong',
      'matches',
      'matches',
      'wrong',
    ]);
    expect(again.map(({ tuned }) => tuned)).toEqual(predictions.map(({ tuned }) => tuned));
  });
});

describe('agreement', () => {
  const all: readonly [number, PersonClass][] = [
    [0, 'correct'],
    [2, 'underspecified'],
    [4, 'incorrect'],
    [6, 'correct'],
  ];

  it("is Cohen's kappa for two, on the answers that both judged", () => {
    const two = measureAgreement([sheet('a', ...all), sheet('b', ...all.slice(1), [8, 'correct'])], predictions, 1);
    expect(two).toMatchObject({
      reviewers: ['a', 'b'],
      judgedByAll: 3,
      between: { kind: 'cohen', items: 3, kappa: 1 },
    });
    // The rule says of rows 0, 2, 4, 6, 8: matches, vague, wrong, matches, vague.
    expect(two.rule).toMatchObject({
      answers: 5,
      ties: 0,
      confusion: {
        correct: { matches: 2, vague: 1, wrong: 0 },
        underspecified: { matches: 0, vague: 1, wrong: 0 },
        incorrect: { matches: 0, vague: 0, wrong: 1 },
      },
    });
    // Observed 4/5; expected (3 x 2 + 1 x 2 + 1 x 1) / 25.
    expect(two.rule?.kappa.kappa).toBeCloseTo((0.8 - 9 / 25) / (1 - 9 / 25), 12);
  });

  it("is Fleiss' kappa for three; the rule meets the majority, and ties are left out", () => {
    const three = measureAgreement(
      [
        sheet('a', [0, 'correct'], [2, 'correct']),
        sheet('b', [0, 'correct'], [2, 'incorrect']),
        sheet('c', [0, 'incorrect'], [2, 'underspecified']),
      ],
      predictions,
      1,
    );
    expect(three.between?.kind).toBe('fleiss');
    expect(three.rule).toMatchObject({ answers: 1, ties: 1, confusion: { correct: { matches: 1 } } });
  });

  it('is not there for one reviewer, for reviewers without a common answer, or without a verdict', () => {
    expect(measureAgreement([sheet('a', ...all)], predictions, 1).between).toBe(null);
    const apart = measureAgreement([sheet('a', [0, 'correct']), sheet('b', [2, 'correct'])], predictions, 1);
    expect(apart).toMatchObject({ judgedByAll: 0, between: null });
    expect(compareWithRule([{ index: 99, model: 'base', class: 'correct' }], predictions, 1)).toBe(null);
  });
});
