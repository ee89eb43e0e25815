import { describe, expect, test } from 'vitest';
import { type PendingStep, recordStep, scaleLoss, startProgress } from './progress.ts';

const FIGURES = { loss: 2, lossSum: 20, supervisedTokens: 10, tokens: 12, gradNorm: 1 };
const OVERFLOW = { ...FIGURES, gradNorm: Number.POSITIVE_INFINITY };
const pending = (step: number): PendingStep => ({
  submitted: { applied: true, scalars: Promise.resolve(FIGURES) },
  step,
  lr: 1e-4,
  epoch: 0.1,
});

describe('in half precision a gradient out of range', () => {
  test('leaves the step out, halves the scale and holds the schedule back', () => {
    const progress = startProgress('f16');
    const record = recordStep(progress, pending(1), OVERFLOW, 10, 50);
    expect(record).toMatchObject({ loss: 2, gradNorm: 0, skipped: true });
    expect(scaleLoss(progress, OVERFLOW)).toBe(false);
    expect(progress).toMatchObject({ lossScale: { scale: 32768, goodSteps: 0 }, skippedSteps: 1 });
    expect(scaleLoss(progress, FIGURES)).toBe(true);
    expect(progress).toMatchObject({ lossScale: { scale: 32768, goodSteps: 1 }, skippedSteps: 1 });
  });

  test('is an error once the scale is no reason for it', () => {
    const progress = startProgress('f16');
    for (let i = 0; i < 17; i++) scaleLoss(progress, OVERFLOW);
    expect(() => recordStep(progress, pending(18), OVERFLOW, 30, 50)).toThrow('not a finite number');
  });
});

test('in f32 it is an error at once, and there is no scale', () => {
  const progress = startProgress('f32');
  expect(() => recordStep(progress, pending(1), OVERFLOW, 10, 50)).toThrow('not a finite number');
  expect(scaleLoss(progress, FIGURES)).toBe(true);
  expect(progress.lossScale).toBeNull();
});

test('a loss that is not finite is an error in either', () => {
  for (const precision of ['f32', 'f16'] as const) {
    const figures = { ...FIGURES, loss: Number.NaN };
    expect(() => recordStep(startProgress(precision), pending(1), figures, 10, 50)).toThrow('not a finite number');
  }
});
