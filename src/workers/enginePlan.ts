import type { GpuContext } from '../engine/gpu/device.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { isAborted, messageOf, RunError } from '../lib/errors.ts';
import { measureSteps } from '../run/measureSteps.ts';
import { planRun } from '../run/planRun.ts';
import type { MeasureOutcome, MeasureProgress, MeasureRequest, PlanOutcome, PlanRequest } from './engineApi.ts';
import { openNamedModel } from './modelSource.ts';
import { receiveRows } from './rowsPort.ts';
import { openTunedGpu } from './tunedGpu.ts';

/** Plans runs; each model's config and list of tensors are read once, its weights never. */
export function createPlanner() {
  const models = new Map<string, Promise<PlannedModel>>();
  return async ({ config, modelsUrl, lengths, gpu, kernels }: PlanRequest): Promise<PlanOutcome> => {
    let model = models.get(config.model);
    if (model === undefined) {
      model = openNamedModel(config.model, modelsUrl).then(plannedModel);
      models.set(config.model, model);
      // A model that could not be fetched may come the next time.
      model.catch(() => models.delete(config.model));
    }
    const loaded = await model;
    const { sizeBytes, licence } = loaded;
    return { model: { sizeBytes, licence }, plan: planRun(config, loaded, lengths, gpu, kernels) };
  };
}

type PlannedModel = Pick<LoadedModel, 'configJson' | 'tensors' | 'sizeBytes' | 'licence'>;

/** Without the tokenizer, which alone takes tens of megabytes for some models. */
function plannedModel({ configJson, tensors, sizeBytes, licence }: LoadedModel): PlannedModel {
  return { configJson, tensors, sizeBytes, licence };
}

export interface EngineMeasure {
  readonly result: Promise<MeasureOutcome>;
  cancel(): void;
}

/** A few real steps on a device of their own; what the GPU refuses comes back as a cause, so that the page can offer what helps. */
export function startEngineMeasure(
  { config, modelsUrl, context: answerRoom }: MeasureRequest,
  port: MessagePort,
  onProgress: (progress: MeasureProgress) => void,
): EngineMeasure {
  const abort = new AbortController();

  async function measure(): Promise<MeasureOutcome> {
    let gpu: GpuContext | null = null;
    try {
      const [data, model] = await Promise.all([
        receiveRows(port, abort.signal),
        openNamedModel(config.model, modelsUrl, {
          doubleQuant: config.doubleQuant,
          signal: abort.signal,
          onProgress: () => undefined,
        }),
      ]);
      throwIfAborted(abort.signal);
      const ports = {
        data,
        model,
        openGpu: async () => {
          gpu = await openTunedGpu();
          return gpu;
        },
      };
      return { kind: 'measured', ...(await measureSteps(config, ports, answerRoom, onProgress, abort.signal)) };
    } catch (error) {
      if (isAborted(error)) throw error;
      return { kind: 'failed', cause: causeOf(error, gpu), message: messageOf(error) };
    } finally {
      (gpu as GpuContext | null)?.destroy();
    }
  }

  return { result: measure(), cancel: () => abort.abort() };
}

function causeOf(error: unknown, gpu: GpuContext | null): Extract<MeasureOutcome, { kind: 'failed' }>['cause'] {
  if (error instanceof RunError && error.reason === 'outOfMemory') return 'memory';
  if (gpu !== null && gpu.lostReason() !== null) return 'lost';
  return error instanceof RunError ? 'gpu' : 'settings';
}
