/** What is known of a model of the Hub before any of its weights are fetched: whether it can be trained here, whether it may be had, what is here of it. */
import { parseModelConfig } from '../engine/model/config.ts';
import { LINEARS, linearShape, parameterCount } from '../engine/model/linears.ts';
import { GGUF_ARCHITECTURES } from '../hub/ggufConfig.ts';
import { type HubModel, hubModel } from '../hub/hubInfo.ts';
import type { HubName } from '../hub/hubName.ts';
import { AccessRefused, type HubConnection, hubRequest, jsonOf, withRetries } from '../hub/hubRequest.ts';
import { type CacheStore, cacheFolder, isComplete, readManifest } from '../hub/modelCache.ts';
import { UserError } from '../lib/errors.ts';

/** `formBytes`: about what its 4-bit form needs besides. `unknown`: the Hub does not tell; it shows when the model is opened. */
export type ModelSupport =
  | { readonly kind: 'supported'; readonly family: string; readonly parameters: number; readonly formBytes: number }
  | { readonly kind: 'unsupported'; readonly message: string }
  | { readonly kind: 'unknown' };

export interface ModelLook {
  readonly model: HubModel;
  readonly support: ModelSupport;
  /** Why it cannot be had as things are; null: it can. */
  readonly refused: { readonly reason: AccessRefused['reason']; readonly message: string } | null;
  /** What an earlier download left here. */
  readonly keptBytes: number;
  readonly complete: boolean;
}

/**
 * Asks for the model's description, and for its config.json, which tells what it computes and whether this token opens the gate.
 * @throws UserError with a remedy when there is no such model; RunError when the Hub cannot be reached; AbortedError.
 */
export async function lookAtModel(
  connection: HubConnection,
  name: HubName,
  store: CacheStore,
  signal?: AbortSignal,
): Promise<ModelLook> {
  const model = await hubModel(connection, name, signal);
  const kept = await keptOf(store, model);
  if (name.file !== null) return { model, support: ggufSupport(model.architecture), refused: null, ...kept };
  try {
    const config = await fetchConfig(connection, model, signal);
    return { model, support: configSupport(config, model), refused: null, ...kept };
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error;
    const support = model.architecture === null ? UNKNOWN : familySupport(model.architecture);
    return { model, support, refused: { reason: error.reason, message: error.message }, ...kept };
  }
}

const UNKNOWN = { kind: 'unknown' } as const;

function fetchConfig(connection: HubConnection, { id, commit }: HubModel, signal?: AbortSignal): Promise<unknown> {
  const target = { id, revision: commit, file: 'config.json' };
  const path = `/${id}/resolve/${commit}/config.json`;
  const work = async () =>
    jsonOf(await hubRequest(connection, path, target, { signal }), connection, { ...target, file: null });
  return withRetries(connection, work, { signal });
}

function configSupport(json: unknown, model: HubModel): ModelSupport {
  try {
    const config = parseModelConfig(json);
    const parameters = parameterCount(config);
    let linear = 0;
    for (const name of LINEARS) {
      const [rows, columns] = linearShape(config, name);
      linear += config.layers * rows * columns;
    }
    const weightBytes = model.files
      .filter(({ name }) => name.endsWith('.safetensors'))
      .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    // Checkpoints hold all of their weights in one type: 2 or 4 bytes each. Codes are 4 bits, scales 4 bytes per 64 weights at most.
    const rest = (parameters - linear) * Math.round(weightBytes / parameters);
    const formBytes = Math.round(linear * (1 / 2 + 4 / 64) + Math.max(0, rest));
    return { kind: 'supported', family: config.family, parameters, formBytes };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: 'unsupported', message: error.message };
  }
}

/** By the name of the architecture alone. */
function familySupport(architecture: string): ModelSupport {
  try {
    parseModelConfig({ model_type: architecture });
    return UNKNOWN;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // A known architecture only lacks the other fields.
    return error.where?.endsWith('model_type') === true ? { kind: 'unsupported', message: error.message } : UNKNOWN;
  }
}

function ggufSupport(architecture: string | null): ModelSupport {
  if (architecture === null || GGUF_ARCHITECTURES.some((known) => known === architecture)) return UNKNOWN;
  return {
    kind: 'unsupported',
    message: `The architecture "${architecture}" is not supported. Supported: ${GGUF_ARCHITECTURES.join(', ')}.`,
  };
}

async function keptOf(store: CacheStore, model: HubModel): Promise<Pick<ModelLook, 'keptBytes' | 'complete'>> {
  const folder = cacheFolder(model);
  const manifest = await readManifest(store, folder);
  if (manifest === null) return { keptBytes: 0, complete: false };
  const sizes = await Promise.all(
    model.files.map(async ({ name, sizeBytes }) => Math.min(sizeBytes, (await store.size(`${folder}/${name}`)) ?? 0)),
  );
  return { keptBytes: sizes.reduce((sum, size) => sum + size, 0), complete: isComplete(manifest) };
}
