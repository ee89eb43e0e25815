import { version } from '../../package.json';
import { countSteps } from '../engine/train/batches.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import type { RunConfig } from '../run/config.ts';
import type { RunData } from '../run/data.ts';
import type { RunEvent } from '../run/events.ts';
import { assertAdapterFits } from '../run/importAdapter.ts';
import type { KeptRun } from '../run/keptRun.ts';
import { trainSettings } from '../run/settings.ts';
import { type StartingAdapter, startingAdapter, withShapeOf } from '../run/startingAdapter.ts';
import type { StoredJob } from '../run/storedRun.ts';
import type { ResumeRequest, RunRequest } from './engineApi.ts';
import { readGivenAdapter } from './givenAdapter.ts';
import type { FourBitForm } from './hubModels.ts';
import { openNamedModel } from './modelSource.ts';
import { receiveRows } from './rowsPort.ts';

/** Where a run comes from: the page's rows and settings, or what was kept of it. */
export type RunSource =
  | { readonly kind: 'new'; readonly request: RunRequest; readonly rows: MessagePort }
  | { readonly kind: 'stored'; readonly request: ResumeRequest };

export interface OpenedSource {
  readonly job: Omit<StoredJob, 'dataHash'>;
  readonly data: RunData;
  readonly model: LoadedModel;
  /** The adapter that training goes on from. */
  readonly start: StartingAdapter | null;
}

/** Rows, settings and model of a run; a new run is kept from here on. */
export async function openSource(
  source: RunSource,
  kept: KeptRun,
  signal: AbortSignal,
  emit: (event: RunEvent) => void,
): Promise<OpenedSource> {
  if (source.kind === 'stored') return openStored(source.request, kept, (config) => formOf(config, signal, emit));
  const { id, config: wanted, trials, fileName, modelsUrl, start: given } = source.request;
  const [data, model, adapter] = await Promise.all([
    receiveRows(source.rows, signal),
    openNamedModel(wanted.model, modelsUrl, formOf(wanted, signal, emit)),
    given && readGivenAdapter(given),
  ]);
  if (given && adapter) assertAdapterFits(adapter, model, given.name);
  const config = adapter ? withShapeOf(wanted, adapter) : wanted;
  const start = given && adapter && startingAdapter(given.name, adapter);
  const job = {
    id,
    fileName,
    config,
    trials,
    trainRows: data.parts.train.rows.length,
    startedAt: Date.now(),
    totalSteps: countSteps(data.parts.train.rows.length, trainSettings(config)).total,
    versions: { tabtune: version, browser: navigator.userAgent },
    ...(start && { start: start.record }),
  };
  await kept.begin(job, data, start?.tensors);
  return { job, data, model, start };
}

function formOf({ doubleQuant }: RunConfig, signal: AbortSignal, emit: (event: RunEvent) => void): FourBitForm {
  let saidPercent = -1;
  const onProgress = (done: number, total: number) => {
    const percent = Math.floor((100 * done) / total);
    if (percent === saidPercent) return;
    saidPercent = percent;
    emit({ event: 'phase', phase: 'load', done, total, detail: 'form' });
  };
  return { doubleQuant, signal, onProgress };
}

async function openStored(
  { modelsUrl, learningRate }: ResumeRequest,
  kept: KeptRun,
  form: (config: RunConfig) => FourBitForm,
): Promise<OpenedSource> {
  const { job, data, start } = await kept.openJob();
  const model = await openNamedModel(job.config.model, modelsUrl, form(job.config));
  if (learningRate === null) return { job, data, model, start };
  const config = { ...job.config, learningRate };
  await kept.changeJob({ config });
  return { job: { ...job, config }, data, model, start };
}
