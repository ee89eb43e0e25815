import { describe, expect, it } from 'vitest';
import { LOSER_RULE } from './trialGrid.ts';
import { loserReason, type TrialProgress } from './trialRules.ts';

const trial = (
  number: number,
  losses: readonly number[],
  { totalSteps = 50, stepsPerEpoch = 10, every }: { totalSteps?: number; stepsPerEpoch?: number; every?: number } = {},
): TrialProgress => ({
  number,
  validations: losses.map((loss, i) => ({ step: (i + 1) * (every ?? stepsPerEpoch), loss })),
  totalSteps,
  stepsPerEpoch,
});
const best = trial(1, [2.0, 1.8, 1.7, 1.6, 1.65]);

describe('a clear loser', () => {
  it('is behind the best trial by more than the margin at the same share of the training', () => {
    expect(loserReason(LOSER_RULE, trial(2, [2.2]), best)).toBe(
      'After step 10 of 50 its lowest validation loss was 2.2000; trial 1 had 2.0000 at the same share of its training, more than 0.1 below.',
    );
    expect(loserReason(LOSER_RULE, trial(2, [2.09]), best)).toBeNull();
    expect(loserReason({ marginNats: 0.05 }, trial(2, [2.09]), best)).not.toBeNull();
  });

  it('is compared by the share where the batch size, and so the number of steps, is another', () => {
    const half = { totalSteps: 25, stepsPerEpoch: 5 };
    // After its second epoch (step 10 of 25) the best one had 1.8, not the 2.0 of its own step 10.
    expect(loserReason(LOSER_RULE, trial(2, [2.0, 1.95], half), best)).toContain('trial 1 had 1.8000');
    expect(loserReason(LOSER_RULE, trial(2, [2.0, 1.85], half), best)).toBeNull();
  });

  it('is judged by the lowest loss of each, so that one bad validation ends nothing', () => {
    expect(loserReason(LOSER_RULE, trial(2, [1.9, 2.5]), best)).toBeNull();
  });

  it('is none before the first epoch, at the last step, without a trial before it, or where that one has no validation yet', () => {
    expect(loserReason(LOSER_RULE, trial(2, [9], { every: 5 }), best)).toBeNull();
    expect(loserReason(LOSER_RULE, trial(2, [9, 9, 9, 9, 9]), best)).toBeNull();
    expect(loserReason(LOSER_RULE, trial(2, [9]), null)).toBeNull();
    expect(loserReason(LOSER_RULE, trial(2, [9, 9]), trial(1, [1], { every: 50 }))).toBeNull();
  });

  it('in a trial shorter than two epochs is looked for from half of its steps on', () => {
    const short = { totalSteps: 6, stepsPerEpoch: 24, every: 3 };
    expect(loserReason(LOSER_RULE, trial(2, [3], short), trial(1, [2, 1], short))).toContain('After step 3 of 6');
  });

  it('may have a loss that is no number', () => {
    expect(loserReason(LOSER_RULE, trial(2, [Number.NaN]), best)).toContain('Infinity');
  });
});
