import type { LoadedModel } from '../hub/modelFiles.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { isAborted, messageOf, UserError } from '../lib/errors.ts';
import type { ExportFile } from '../run/export/exportFile.ts';
import { exportFiles } from '../run/export/exportFiles.ts';
import { type ExportForm, type ExportRequest, plainName } from '../run/export/exportRequest.ts';
import { GOLDEN_PROMPTS } from '../run/export/golden.ts';
import { GOLDEN_TOKENS, goldenFile } from '../run/export/goldenFile.ts';
import { naturalDtype } from '../run/export/safetensorsModel.ts';
import { assertAdapterFits, type ImportedAdapter } from '../run/importAdapter.ts';
import { openInferenceEngine } from '../run/inferenceEngine.ts';
import { asStored } from '../run/storedQuantisation.ts';
import type { FormFacts, FormProgress, FormsApi, FormsSource, MergedDtype, SaveFormRequest } from './formsApi.ts';
import { clearOldExports, writeForm } from './formTargets.ts';
import { isMissingModel } from './missingModel.ts';
import { openNamedModel } from './modelSource.ts';
import { openArchive } from './runArchive.ts';
import { openTunedGpu } from './tunedGpu.ts';

/** The forms besides the adapter's own zip, in the order in which they are offered. */
const FORMS: readonly ExportForm[] = ['gguf-q8_0', 'gguf-f16', 'gguf-adapter', 'merged', 'nf4'];
const SHARD_BYTES = 5e9;
/** Progress is told at most so often. */
const TELL_EVERY_MS = 100;

interface Opened {
  readonly model: LoadedModel;
  readonly adapter: ImportedAdapter;
  readonly doubleQuant: boolean;
  readonly doubt: string | null;
}

/** Exports of the runs that a page shows; one is written at a time. */
export function createFormsExport(): FormsApi {
  let writing: AbortController | null = null;
  return {
    async planForms(source) {
      await clearOldExports();
      try {
        const opened = await open(source);
        const natural = naturalDtype(opened.model.tensors);
        const forms = FORMS.map((form) => planForm(form, requestOf(opened, source, form, natural)));
        return { kind: 'planned', forms, naturalDtype: natural, doubt: opened.doubt };
      } catch (error) {
        if (isMissingModel(error)) return { kind: 'missing' };
        throw error;
      }
    },

    async saveForm(request, onProgress) {
      writing?.abort();
      const own = new AbortController();
      writing = own;
      try {
        return await save(request, onProgress, own.signal);
      } finally {
        if (writing === own) writing = null;
      }
    },

    cancelForm: () => writing?.abort(),
  };
}

async function open({ archive, model: name, modelsUrl }: FormsSource): Promise<Opened> {
  const { adapter, doubleQuant } = await openArchive(archive);
  const model = await openNamedModel(name, modelsUrl);
  const doubt = assertAdapterFits(adapter, model, model.id);
  return { model, adapter, doubleQuant: asStored({ doubleQuant }, model).doubleQuant, doubt };
}

function requestOf(
  { model, adapter, doubleQuant }: Opened,
  source: FormsSource,
  form: ExportForm,
  dtype: MergedDtype,
): ExportRequest {
  const name = plainName(source.name);
  return { model, adapter, forms: [form], name, dtype, maxShardBytes: SHARD_BYTES, doubleQuant };
}

function planForm(form: ExportForm, request: ExportRequest): FormFacts {
  try {
    const files = exportFiles(request).map(({ name, sizeBytes }) => ({ name, sizeBytes }));
    return { form, files, sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0), refused: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { form, files: [], sizeBytes: 0, refused: error.message };
  }
}

async function save(request: SaveFormRequest, onProgress: (progress: FormProgress) => void, signal: AbortSignal) {
  const { form, dtype, target } = request;
  const opened = await open(request);
  throwIfAborted(signal);
  const asked = requestOf(opened, request, form, dtype);
  const files = exportFiles(asked);
  const golden = request.golden ? await tryGolden(asked, onProgress, signal) : null;
  const all = golden === null || typeof golden === 'string' ? files : [...files, golden];
  const total = all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const tell = atIntervals(onProgress);
  const onBytes = (done: number, file: string) => tell({ phase: 'write', done, total, detail: file });
  onProgress({ phase: 'write', done: 0, total, detail: all[0]?.name ?? '' });
  const written = await writeForm(target, { files: all, name: `${asked.name}-${form}`, onBytes, signal });
  return { ...written, goldenProblem: typeof golden === 'string' ? golden : null };
}

/** The file, or why there is none: weights in 16 bits may be more than this GPU holds, and the export is good without it. */
async function tryGolden(
  request: ExportRequest,
  onProgress: (progress: FormProgress) => void,
  signal: AbortSignal,
): Promise<ExportFile | string> {
  try {
    return await goldenFile({ prompts: GOLDEN_PROMPTS, maxNewTokens: GOLDEN_TOKENS }, request, {
      async withEngine(asked, work) {
        const gpu = await openTunedGpu();
        try {
          const watch = (done: number, total: number, detail: string) =>
            onProgress({ phase: 'load', done, total, detail });
          const engine = await openInferenceEngine(gpu, asked, { onProgress: watch, signal });
          try {
            return await work(engine);
          } finally {
            engine.destroy();
          }
        } finally {
          gpu.destroy();
        }
      },
      onAnswer(done, total) {
        onProgress({ phase: 'ask', done, total, detail: 'golden.json' });
        throwIfAborted(signal);
      },
    });
  } catch (error) {
    if (isAborted(error)) throw error;
    return messageOf(error);
  }
}

function atIntervals(onProgress: (progress: FormProgress) => void): (progress: FormProgress) => void {
  let toldMs = 0;
  return (progress) => {
    const nowMs = performance.now();
    if (nowMs - toldMs < TELL_EVERY_MS && progress.done < progress.total) return;
    toldMs = nowMs;
    onProgress(progress);
  };
}
