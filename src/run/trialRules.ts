import type { LoserRule } from './trialRecord.ts';

/** How far a trial has come, as its validations tell. */
export interface TrialProgress {
  readonly number: number;
  readonly validations: readonly { readonly step: number; readonly loss: number }[];
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/**
 * Why a trial is a clear loser at its latest validation; null: it is none, or it is too early to say.
 *
 * Compared are the lowest validation losses so far at the same share of the training (step / totalSteps), since trials with another batch size have
 * another number of steps: own > best's + marginNats. Not before the first epoch has ended, or half of the steps of a trial shorter than two
 * epochs, and never at the last step, when there is nothing left to save. `best` is the finished trial with the lowest validation loss.
 */
export function loserReason(
  { marginNats }: LoserRule,
  trial: TrialProgress,
  best: Omit<TrialProgress, 'stepsPerEpoch'> | null,
): string | null {
  const step = trial.validations.at(-1)?.step ?? 0;
  const firstLook = Math.min(trial.stepsPerEpoch, Math.ceil(trial.totalSteps / 2));
  if (best === null || step < firstLook || step >= trial.totalSteps) return null;
  const share = step / trial.totalSteps;
  const own = lowest(trial.validations);
  const its = lowest(best.validations.filter((at) => at.step / best.totalSteps <= share + 1e-9));
  if (!(own > its + marginNats)) return null;
  return (
    `After step ${step} of ${trial.totalSteps} its lowest validation loss was ${own.toFixed(4)}; trial ${best.number} had ${its.toFixed(4)} ` +
    `at the same share of its training, more than ${marginNats} below.`
  );
}

function lowest(validations: TrialProgress['validations']): number {
  const finite = validations.map(({ loss }) => loss).filter(Number.isFinite);
  return finite.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...finite);
}
