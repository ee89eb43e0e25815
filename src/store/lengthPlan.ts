import { create } from 'zustand';
import type { LengthFacts } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import { useConfig } from './config.ts';
import { lengthsAt } from './lengthPrice.ts';
import { type Planned, planWith } from './plan.ts';

/** What a run would need at a maximum length; `planned` stays while the next length is planned. */
interface LengthPlan {
  /** null: not planned yet, or no GPU is known. */
  readonly planned: Planned['plan'] | null;
}

export const useLengthPlan = create<LengthPlan>(() => ({ planned: null }));

let planning = 0;

/** A slider that moves asks once it stands still for this long. */
const SETTLE_MS = 120;

/** Plans the memory of the settings as they are, on rows cut at their maximum length; a newer call takes the place of an older one. */
export function planLength(facts: LengthFacts): Promise<void> {
  return track(plan(facts));
}

async function plan(facts: LengthFacts): Promise<void> {
  const turn = ++planning;
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  if (turn !== planning) return;
  const planned = await planWith({}, lengthsAt(facts, useConfig.getState().maxLength));
  if (turn === planning) useLengthPlan.setState({ planned: planned?.plan ?? null });
}
