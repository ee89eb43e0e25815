import { create } from 'zustand';
import type { GivenFile } from '../workers/engineApi.ts';
import type { KeptModel } from '../workers/hubApi.ts';
import { track } from './activity.ts';
import { setConfig, useConfig } from './config.ts';
import { type Failure, failureOf } from './failure.ts';
import { hearModelNews } from './hubChannel.ts';
import { dataWorker, engineWorker, whenEngineStarts } from './workers.ts';

/** The base models that the page offers, in the order of the list; each is opened by its name (workers/modelSource.ts). */
export const MODEL_NAMES = ['mini', 'small'] as const;
export type DemoModel = (typeof MODEL_NAMES)[number];

/** A model that the person opened: its files stay where they are, and are asked for again after a reload. */
export interface GivenModel {
  readonly name: string;
  readonly files: readonly GivenFile[];
}

export interface ModelsState {
  readonly given: readonly GivenModel[];
  /** Those of the Hub that are kept in this browser, chosen by their `name`. */
  readonly hub: readonly KeptModel[];
  readonly opening: 'no' | 'working' | Failure;
}

export const useModels = create<ModelsState>(() => ({ given: [], hub: [], opening: 'no' }));

whenEngineStarts((engine) => {
  // What the first worker took, the next one takes too; its answer comes with the first call that needs the model.
  for (const { name, files } of useModels.getState().given)
    void engine.call((api) => api.giveModel(name, files)).catch(() => undefined);
});

/** Keeps the list of models of the Hub as they come and go in other tabs. Returns what ends it. */
export function watchHubModels(): () => void {
  const look = () => void findHubModels();
  const lookIfSeen = () => document.visibilityState === 'visible' && look();
  look();
  document.addEventListener('visibilitychange', lookIfSeen);
  const end = hearModelNews(look);
  return () => {
    document.removeEventListener('visibilitychange', lookIfSeen);
    end();
  };
}

export async function findHubModels(): Promise<void> {
  const found = await track(
    engineWorker()
      .call((api) => api.hubModels())
      .catch(() => []),
  );
  const before = useModels.getState().hub;
  const same = JSON.stringify(found) === JSON.stringify(before);
  if (!same) useModels.setState({ hub: found });
  // What was chosen and is gone cannot be trained on any more.
  const { model } = useConfig.getState();
  const isGone = before.some(({ name }) => name === model) && !found.some(({ name }) => name === model);
  if (isGone) setConfig({ model: MODEL_NAMES[0] });
}

/** Opens a folder in Hugging Face layout or a GGUF file, adds it to the list and chooses it. */
export async function openModelFiles(files: readonly GivenFile[]): Promise<void> {
  if (files.length === 0) return;
  const name = freeName(nameOf(files), useModels.getState().given);
  if (await open(name, files)) setConfig({ model: name });
}

/** Whether it is a model. */
function open(name: string, files: readonly GivenFile[]): Promise<boolean> {
  return track(give());

  async function give(): Promise<boolean> {
    useModels.setState({ opening: 'working' });
    try {
      await engineWorker().call((api) => api.giveModel(name, files));
      await dataWorker().call((api) => api.giveModel(name, files));
      const others = useModels.getState().given.filter((model) => model.name !== name);
      useModels.setState({ given: [...others, { name, files }], opening: 'no' });
      return true;
    } catch (error) {
      useModels.setState({ opening: failureOf(error) });
      return false;
    }
  }
}

/** Opens a model again under the name that a run of an earlier visit knows it by. Whether it is a model. */
export async function openModelAgain(name: string, files: readonly GivenFile[]): Promise<boolean> {
  return files.length > 0 && open(name, files);
}

/** What `--model` of the command line would be, run beside the model's folder or file; null for a model that is not the person's own. */
export function ownModelPath(name: string, given: readonly GivenModel[]): string | null {
  const files = given.find((model) => model.name === name)?.files;
  return files === undefined ? null : `./${fileNameOf(files)}`;
}

/** As `nameOf`, with the ending that tells a GGUF file from a folder. */
function fileNameOf(files: readonly GivenFile[]): string {
  const gguf = files
    .find(({ path }) => path.toLowerCase().endsWith('.gguf'))
    ?.path.split('/')
    .at(-1);
  return gguf === undefined || files.some(({ path }) => /(^|\/)config\.json$/.test(path)) ? nameOf(files) : gguf;
}

/** `my-model/config.json` -> my-model; `x.Q8_0.gguf` -> x.Q8_0. */
function nameOf(files: readonly GivenFile[]): string {
  const config = files
    .map(({ path }) => path)
    .filter((path) => /(^|\/)config\.json$/.test(path))
    .sort((a, b) => a.length - b.length)[0];
  if (config !== undefined) return config.split('/').at(-2) ?? 'model';
  const path = files.find((file) => file.path.toLowerCase().endsWith('.gguf'))?.path ?? files[0]?.path ?? 'model';
  return (path.split('/').at(-1) ?? path).replace(/\.gguf$/i, '');
}

/** A name that no other model has: the same folder may be opened again after it changed. */
function freeName(wanted: string, given: readonly GivenModel[]): string {
  const taken = new Set<string>([...MODEL_NAMES, ...given.map((own) => own.name)]);
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted} (${i})`;
    if (!taken.has(name)) return name;
  }
}
