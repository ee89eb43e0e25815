/** A PEFT adapter, ours or anyone's, taken over for a model: to be trained further, measured, asked or exported. */
import { parseModelConfig } from '../engine/model/config.ts';
import { flattenAdapter, layoutAdapter } from '../engine/model/lora.ts';
import type { LoraSettings, NamedTensor } from '../engine/types.ts';
import { type AdapterConfig, parseAdapter } from '../formats/peft.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { UserError } from '../lib/errors.ts';
import { deserialiseCheckpoint } from './checkpoints.ts';

export interface ImportedAdapter {
  readonly lora: LoraSettings;
  /** The model that it says it was made for. */
  readonly baseModel: string | null;
  readonly tensors: readonly NamedTensor[];
}

/** Both files, judged by themselves. @throws UserError naming file and field or tensor. */
export function readAdapterFiles(
  configText: string,
  weights: Uint8Array,
  where?: { readonly config: string; readonly weights: string },
): ImportedAdapter {
  const { config, tensors } = parseAdapter(configText, weights, where);
  const { baseModel, ...lora } = config satisfies AdapterConfig;
  return { lora, baseModel, tensors };
}

/** The adapter of a checkpoint file at the step it was saved. @throws UserError when the file is damaged or no checkpoint. */
export function readCheckpointAdapter(bytes: Uint8Array, where: string): ImportedAdapter {
  const { state, adapter } = deserialiseCheckpoint(bytes, where);
  return { lora: state.lora, baseModel: null, tensors: adapter };
}

/**
 * Checks that every tensor has its place in the model.
 * @returns what to tell the person when the adapter names another base: models of one shape take each other's adapters, and only their
 * names tell them apart. null: the names agree, or there is none.
 * @throws UserError naming the tensor, and the model that the adapter was made for.
 */
export function assertAdapterFits(adapter: ImportedAdapter, model: LoadedModel, where: string): string | null {
  const { lora, baseModel, tensors } = adapter;
  try {
    flattenAdapter(layoutAdapter(parseModelConfig(model.configJson), lora), tensors);
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    const remedy =
      baseModel === null
        ? 'Use it with the model it was made for.'
        : `It was made for ${baseModel}: use it with that model.`;
    throw new UserError(`the adapter does not fit this model: ${cause.what}`, { where, remedy, cause });
  }
  return otherBase(baseModel, model.id);
}

function otherBase(baseModel: string | null, modelId: string): string | null {
  const plain = (name: string) => (name.split(/[\\/]/).at(-1) ?? '').toLowerCase();
  const [made, used] = [plain(baseModel ?? ''), plain(modelId)];
  // A GGUF file is called after its model and its type.
  if (made === '' || used.startsWith(made) || made.startsWith(used)) return null;
  return `The adapter was made for ${baseModel}, and this model is ${modelId}. They have the same shape, but its answers may make no sense here.`;
}
