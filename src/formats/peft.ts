/** The adapter's tensors as PEFT stores them: `adapter_model.safetensors`, f32, keys without the adapter's name. */
import { UserError } from '../lib/errors.ts';
import { f32Bytes, isFloatDtype, toF32 } from './floats.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** `name` is PEFT's key, e.g. `base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight`. */
export interface AdapterTensor {
  readonly name: string;
  /** lora_A [rank, in], lora_B [out, rank] */
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

const KEY = /^(base_model\.model\..+)\.lora_([AB])\.weight$/;

/** The bytes of `adapter_model.safetensors`, equal to what PEFT's save_pretrained writes for the same numbers. */
export function writeAdapter(tensors: readonly AdapterTensor[]): Uint8Array<ArrayBuffer> {
  const stored = tensors.map(({ name, shape, data }) => ({
    name,
    dtype: 'F32' as const,
    shape,
    bytes: f32Bytes(data),
  }));
  return writeSafetensors(stored, { format: 'pt' });
}

/**
 * Reads `adapter_model.safetensors` (f32, f16 or bf16; all become f32). Checked: only LoRA pairs A and B of matching rank; whether they fit
 * a model is the engine's to say.
 * @throws UserError naming file and tensor.
 */
export function readAdapter(bytes: Uint8Array, where = 'adapter_model.safetensors'): AdapterTensor[] {
  const { tensors } = readSafetensors(bytes, where);
  const ranks = new Map<string, { A?: number; B?: number }>();
  const adapter: AdapterTensor[] = [];
  for (const [name, { dtype, shape, bytes: data }] of tensors) {
    const tensorWhere = `${where}: tensor "${name}"`;
    const match = KEY.exec(name);
    if (match === null) {
      throw new UserError('not the A or B matrix of a LoRA pair', {
        where: tensorWhere,
        remedy: 'Only plain LoRA adapters are supported (no DoRA, no embeddings, no saved modules).',
      });
    }
    if (shape.length !== 2)
      throw new UserError(`a LoRA matrix has 2 dimensions, this one [${shape}]`, { where: tensorWhere });
    if (!isFloatDtype(dtype))
      throw new UserError(`dtype ${dtype} holds no floating-point numbers`, { where: tensorWhere });
    const [, module = '', side] = match;
    const rank = ranks.get(module) ?? {};
    if (side === 'A') rank.A = shape[0] as number;
    else rank.B = shape[1] as number;
    ranks.set(module, rank);
    adapter.push({ name, shape, data: toF32(dtype, data).slice() }); // a copy: the file's buffer need not live on
  }
  if (adapter.length === 0) throw new UserError('the adapter holds no tensors', { where });
  for (const [module, { A, B }] of ranks) {
    if (A === B) continue;
    const what =
      A === undefined || B === undefined ? 'has only one half of its LoRA pair' : `has rank ${A} in A but ${B} in B`;
    throw new UserError(`${module} ${what}`, { where });
  }
  return adapter;
}
