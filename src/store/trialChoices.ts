import { create } from 'zustand';
import type { RunConfig } from '../run/config.ts';
import {
  countTrials,
  LOSER_RULE,
  MOST_TRIALS,
  readTrialValues,
  type TrialGrid,
  type TrialKey,
} from '../run/trialGrid.ts';
import type { TrialsRequest } from '../run/trialRecord.ts';

/** Values to try besides those of the settings form. */
export interface TrialChoices {
  readonly besides: Readonly<Record<TrialKey, readonly number[]>>;
  readonly stopLosers: boolean;
}

const NONE: TrialChoices = { besides: { learningRate: [], batchSize: [] }, stopLosers: false };

export const useTrialChoices = create<TrialChoices>(() => NONE);

export function toggleTrialValue(key: TrialKey, value: number): void {
  const { besides } = useTrialChoices.getState();
  const values = besides[key];
  const toggled = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  useTrialChoices.setState({ besides: { ...besides, [key]: toggled } });
}

/** Takes a value that was typed. Throws a UserError where the settings table does not allow it. */
export function addTrialValues(key: TrialKey, typed: string): void {
  const { besides } = useTrialChoices.getState();
  const values = new Set([...besides[key], ...readTrialValues(key, typed)]);
  useTrialChoices.setState({ besides: { ...besides, [key]: [...values] } });
}

export function chooseStopLosers(stopLosers: boolean): void {
  useTrialChoices.setState({ stopLosers });
}

/** One run again, as after a start. */
export function clearTrialChoices(): void {
  useTrialChoices.setState(NONE, true);
}

/** Ascending, with the values of the form among them. */
export function gridOf({ learningRate, batchSize }: RunConfig, { besides }: TrialChoices): TrialGrid {
  const values = (own: number, others: readonly number[]) => [...new Set([own, ...others])].sort((a, b) => a - b);
  return {
    learningRates: values(learningRate, besides.learningRate),
    batchSizes: values(batchSize, besides.batchSize),
  };
}

/** null: one pair of settings, which is one run. */
export function trialsRequest(config: RunConfig, choices: TrialChoices): TrialsRequest | null {
  const grid = gridOf(config, choices);
  return countTrials(grid) === 1 ? null : { grid, stopLosers: choices.stopLosers ? LOSER_RULE : null };
}

export function tooManyTrials(grid: TrialGrid): boolean {
  return countTrials(grid) > MOST_TRIALS;
}
