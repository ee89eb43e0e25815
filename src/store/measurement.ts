import { proxy, transfer } from 'comlink';
import { create } from 'zustand';
import { isAborted } from '../lib/errors.ts';
import type { RunConfig, SettingKey } from '../run/config.ts';
import type { MeasureOutcome, MeasureProgress } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { tokenChoices } from './audit.ts';
import { useConfig } from './config.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Measured } from './finishTime.ts';
import { refreshPlan, usePlan } from './plan.ts';
import { useRun } from './run.ts';
import { dataWorker, dropEngineWorker, engineWorker } from './workers.ts';

type MeasureFailure = Extract<MeasureOutcome, { kind: 'failed' }> | ({ readonly cause: 'other' } & Failure);

export type MeasurementState =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly progress: MeasureProgress | null; readonly cancelling: boolean }
  | { readonly kind: 'cancelled' }
  /** `key`: the settings that it holds for (measureKey); `pace`: those that its pace holds for, whatever the rows (paceKey). */
  | { readonly kind: 'done'; readonly measured: Measured; readonly key: string; readonly pace: string }
  | { readonly kind: 'failed'; readonly failure: Pick<MeasureFailure, 'cause' | 'message'>; readonly key: string };

export const useMeasurement = create<MeasurementState>(() => ({ kind: 'none' }));

/** What decides memory and pace of a step, besides the rows. */
const KEYS: readonly SettingKey[] = [
  'model',
  'doubleQuant',
  'where',
  'prompt',
  'completion',
  'split',
  'seed',
  'stratify',
  'limit',
  'maxLength',
  'rank',
  'targets',
  'batchSize',
  'precision',
  'checkpointing',
  'predictions',
  'maxNewTokens',
  'fewShot',
];

export function measureKey(config: RunConfig): string {
  return JSON.stringify(KEYS.map((key) => config[key]));
}

/** What decides how long a token takes, but for attention's share, which grows with the row. */
const PACE_KEYS: readonly SettingKey[] = [
  'model',
  'doubleQuant',
  'rank',
  'targets',
  'batchSize',
  'precision',
  'checkpointing',
];

export function paceKey(config: RunConfig): string {
  return JSON.stringify(PACE_KEYS.map((key) => config[key]));
}

/** Trains a few real steps on the longest micro-batch of the current settings; nothing of them is kept but the times. */
export function measure(): Promise<void> {
  return track(run());
}

async function run(): Promise<void> {
  const planned = usePlan.getState().current;
  if (useMeasurement.getState().kind === 'running' || useRun.getState().kind === 'active') return;
  if (planned?.plan.kind !== 'planned') return;
  const config = useConfig.getState();
  const choices = tokenChoices();
  const key = measureKey(config);
  useMeasurement.setState({ kind: 'running', progress: null, cancelling: false }, true);
  const { port1, port2 } = new MessageChannel();
  const request = { config, modelsUrl: choices.modelsUrl, context: planned.plan.context };
  try {
    const [outcome] = await Promise.all([
      engineWorker().call((api) => api.measure(request, transfer(port2, [port2]), proxy(onProgress))),
      dataWorker().call((api) => api.send(choices, transfer(port1, [port1]))),
    ]);
    if (outcome.kind === 'measured') {
      useMeasurement.setState({ kind: 'done', measured: outcome, key, pace: paceKey(config) }, true);
      usePlan.setState({ kernels: outcome.kernels });
      await refreshPlan();
    } else {
      useMeasurement.setState({ kind: 'failed', failure: outcome, key }, true);
    }
  } catch (error) {
    if (isAborted(error)) {
      useMeasurement.setState({ kind: 'cancelled' }, true);
    } else {
      dropEngineWorker();
      useMeasurement.setState({ kind: 'failed', failure: { ...failureOf(error), cause: 'other' }, key }, true);
    }
  }
}

function onProgress(progress: MeasureProgress): void {
  const state = useMeasurement.getState();
  if (state.kind === 'running') useMeasurement.setState({ ...state, progress }, true);
}

export function cancelMeasure(): void {
  const state = useMeasurement.getState();
  if (state.kind !== 'running') return;
  useMeasurement.setState({ ...state, cancelling: true }, true);
  void track(engineWorker().call((api) => api.cancelMeasure())).catch(() => undefined);
}
