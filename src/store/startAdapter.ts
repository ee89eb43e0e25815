import { proxy, transfer } from 'comlink';
import { create } from 'zustand';
import { isAborted } from '../lib/errors.ts';
import type { RunConfig } from '../run/config.ts';
import type { AdapterFacts, AdapterProgress, GivenAdapter, MeasuredAdapter } from '../workers/adapterApi.ts';
import type { GivenFile } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { tokenChoices } from './audit.ts';
import { setConfig, useConfig } from './config.ts';
import { type Failure, failureOf } from './failure.ts';
import { dataWorker, dropEngineWorker, engineWorker, siteUrl } from './workers.ts';

/** The adapter that the next run goes on from. */
export type StartAdapter =
  | { readonly kind: 'none' }
  | { readonly kind: 'checking'; readonly given: GivenAdapter }
  /** It cannot be read, or does not fit the chosen model. */
  | { readonly kind: 'refused'; readonly given: GivenAdapter; readonly failure: Failure }
  | { readonly kind: 'open'; readonly given: GivenAdapter; readonly facts: AdapterFacts };

export const useStartAdapter = create<StartAdapter>(() => ({ kind: 'none' }));

/** The settings that it decides. */
export const SHAPE_KEYS = ['rank', 'alpha', 'targets', 'rslora'] as const;

/** How it does as it is, on the test rows. */
export type AdapterMeasure =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly progress: AdapterProgress | null; readonly cancelling: boolean }
  | { readonly kind: 'done'; readonly measured: MeasuredAdapter }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const useAdapterMeasure = create<AdapterMeasure>(() => ({ kind: 'none' }));

/** What a run that begins now goes on from; null: new numbers. */
export function chosenStart(): GivenAdapter | null {
  const state = useStartAdapter.getState();
  return state.kind === 'open' ? state.given : null;
}

/** Opens the zip of a run or the files of a PEFT adapter. */
export async function openStartAdapter(files: readonly GivenFile[]): Promise<void> {
  if (files.length > 0) await check({ name: nameOf(files), files });
}

export function dropStartAdapter(): void {
  checking++;
  useStartAdapter.setState({ kind: 'none' }, true);
  forgetMeasure();
}

let checking = 0;

function check(given: GivenAdapter): Promise<void> {
  return track(run());

  async function run(): Promise<void> {
    const turn = ++checking;
    forgetMeasure();
    useStartAdapter.setState({ kind: 'checking', given }, true);
    const request = { adapter: given, model: useConfig.getState().model, modelsUrl: siteUrl('models/') };
    const state = await engineWorker()
      .call((api) => api.checkAdapter(request))
      .then(
        (facts): StartAdapter => ({ kind: 'open', given, facts }),
        (error: unknown): StartAdapter => ({ kind: 'refused', given, failure: failureOf(error) }),
      );
    if (turn !== checking) return;
    useStartAdapter.setState(state, true);
    keepShape(useConfig.getState());
  }
}

useConfig.subscribe((config, before) => {
  const state = useStartAdapter.getState();
  if (state.kind === 'none') return;
  if (config.model !== before.model) void check(state.given);
  else keepShape(config);
});

/** Presets and links set rank and targets too; with an adapter they stay its own. */
function keepShape(config: RunConfig): void {
  const state = useStartAdapter.getState();
  if (state.kind !== 'open') return;
  const { shape } = state.facts;
  if (SHAPE_KEYS.some((key) => JSON.stringify(config[key]) !== JSON.stringify(shape[key]))) setConfig(shape);
}

/** `run1/adapter_config.json` -> run1; `tabtune-cold-mini.zip` -> tabtune-cold-mini. */
function nameOf(files: readonly GivenFile[]): string {
  const config = files
    .map(({ path }) => path)
    .filter((path) => /(^|\/)adapter_config\.json$/.test(path))
    .sort((a, b) => a.length - b.length)[0];
  const folder = config?.split('/').at(-2);
  if (folder !== undefined) return folder;
  const file = files[0]?.path.split('/').at(-1) ?? '';
  return files.length === 1 ? file.replace(/\.zip$/i, '') : 'adapter';
}

let measuring = 0;

function forgetMeasure(): void {
  if (useAdapterMeasure.getState().kind === 'running') cancelAdapterMeasure();
  measuring++;
  useAdapterMeasure.setState({ kind: 'none' }, true);
}

/** Base and adapter on the test rows, without any training. */
export function measureStart(): Promise<void> {
  return track(run());

  async function run(): Promise<void> {
    const adapter = chosenStart();
    if (adapter === null || useAdapterMeasure.getState().kind === 'running') return;
    const turn = ++measuring;
    const config = useConfig.getState();
    const choices = tokenChoices(config);
    const { port1, port2 } = new MessageChannel();
    const onProgress = (progress: AdapterProgress) => {
      const state = useAdapterMeasure.getState();
      if (turn === measuring && state.kind === 'running') useAdapterMeasure.setState({ ...state, progress }, true);
    };
    useAdapterMeasure.setState({ kind: 'running', progress: null, cancelling: false }, true);
    const request = { adapter, config, modelsUrl: choices.modelsUrl };
    try {
      const [measured] = await Promise.all([
        engineWorker().call((api) => api.measureAdapter(request, transfer(port2, [port2]), proxy(onProgress))),
        dataWorker().call((api) => api.send(choices, transfer(port1, [port1]))),
      ]);
      if (turn === measuring) useAdapterMeasure.setState({ kind: 'done', measured }, true);
    } catch (error) {
      if (!isAborted(error)) dropEngineWorker();
      if (turn !== measuring) return;
      useAdapterMeasure.setState(
        isAborted(error) ? { kind: 'none' } : { kind: 'failed', failure: failureOf(error) },
        true,
      );
    }
  }
}

export function cancelAdapterMeasure(): void {
  const state = useAdapterMeasure.getState();
  if (state.kind !== 'running') return;
  useAdapterMeasure.setState({ ...state, cancelling: true }, true);
  void track(engineWorker().call((api) => api.cancelMeasureAdapter())).catch(() => undefined);
}
