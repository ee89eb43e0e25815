import { create } from 'zustand';
import type { KernelChoices } from '../engine/types.ts';
import type { RunConfig } from '../run/config.ts';
import type { AuditFacts } from '../workers/dataApi.ts';
import type { PlanOutcome } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { useAudit } from './audit.ts';
import { useConfig } from './config.ts';
import { type Failure, failureOf } from './failure.ts';
import { type GpuState, useGpu } from './gpu.ts';
import { MODEL_NAMES, useModels } from './models.ts';
import { engineWorker, siteUrl } from './workers.ts';

/** A plan, or why there is none. */
export type Planned = PlanOutcome | { readonly plan: { readonly kind: 'failed'; readonly failure: Failure } };

export interface PlanState {
  /** The plan of the current settings; null before the rows are counted. */
  readonly current: Planned | null;
  /** What the same settings would need with each model of the list. */
  readonly models: Readonly<Record<string, Planned>>;
  /** Kernels that the last measurement chose: later plans are for them. */
  readonly kernels: KernelChoices;
}

export const usePlan = create<PlanState>(() => ({ current: null, models: {}, kernels: {} }));

let planning = 0;

/** Typing a number should not plan for each of its digits. */
const SETTLE_MS = 150;

/** Plans the current settings with every model of the list, once they have stood still; a newer call makes the answers of older ones worthless. */
export function refreshPlan(): Promise<void> {
  return track(plan());
}

async function plan(): Promise<void> {
  const turn = ++planning;
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  if (turn !== planning) return;
  const config = useConfig.getState();
  const { hub, given } = useModels.getState();
  const names = [...new Set<string>([...MODEL_NAMES, ...[...hub, ...given].map(({ name }) => name), config.model])];
  const plans = await Promise.all(names.map(async (model) => [model, await planWith({ model })] as const));
  if (turn !== planning) return;
  const models = Object.fromEntries(plans.filter((entry): entry is [string, Planned] => entry[1] !== null));
  usePlan.setState({ models, current: models[config.model] ?? null });
}

/** What the current settings with these changes would need, on rows of these lengths; null while the rows or the GPU are not known. */
export async function planWith(changes: Partial<RunConfig>, lengths?: AuditFacts['lengths']): Promise<Planned | null> {
  const audit = useAudit.getState();
  const gpu = adapter(useGpu.getState());
  const rows = lengths ?? (audit.kind === 'ready' ? audit.facts.lengths : null);
  if (rows === null || gpu === null) return null;
  const { limits, software } = gpu;
  const request = {
    config: { ...useConfig.getState(), ...changes },
    modelsUrl: siteUrl('models/'),
    lengths: rows,
    gpu: { limits, software },
    kernels: usePlan.getState().kernels,
  };
  return track(
    engineWorker()
      .call((api) => api.plan(request))
      .catch((error: unknown): Planned => ({ plan: { kind: 'failed', failure: failureOf(error) } })),
  );
}

function adapter(state: GpuState) {
  return state.kind === 'gpu' || state.kind === 'software' ? state.gpu : null;
}
