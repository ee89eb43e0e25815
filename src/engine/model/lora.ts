import { UserError } from '../../lib/errors.ts';
import { createRandom, hashString, mixSeeds } from '../../lib/random.ts';
import { alignBytes, type BufferRef, type BufferSlice, persistentBuffer, slice } from '../gpu/buffers.ts';
import type { LoraModule } from '../ops/loraModule.ts';
import type { LinearName, LoraSettings, NamedTensor } from '../types.ts';
import type { ModelConfig } from './config.ts';
import { LINEARS, linearPath, linearShape } from './linears.ts';

/** Where each adapter tensor lies in the flat buffers of parameters, gradients and Adam's moments. Offsets in f32, multiples of 64. */
export interface AdapterEntry {
  readonly name: string;
  readonly shape: readonly [number, number];
  readonly offset: number;
  readonly layer: number;
  readonly linear: LinearName;
  readonly part: 'A' | 'B';
}

export interface AdapterLayout {
  readonly settings: LoraSettings;
  readonly entries: readonly AdapterEntry[];
  /** f32 in each flat buffer, padding included. */
  readonly count: number;
  /** Trainable numbers, padding not counted. */
  readonly parameters: number;
}

/** alpha / rank, or alpha / sqrt(rank) with rslora. */
export function loraScaling({ alpha, rank, rslora }: LoraSettings): number {
  return alpha / (rslora ? Math.sqrt(rank) : rank);
}

/** Lays out A [rank, in] and B [out, rank] of every target linear of every layer, in PEFT's naming. */
export function layoutAdapter(config: ModelConfig, settings: LoraSettings): AdapterLayout {
  const targets = LINEARS.filter((name) => settings.targets.includes(name));
  if (targets.length === 0)
    throw new UserError('LoRA needs at least one target linear.', {
      where: 'target',
      remedy: `Choose from ${LINEARS.join(', ')}.`,
    });
  if (!Number.isInteger(settings.rank) || settings.rank < 1)
    throw new UserError(`The rank is ${settings.rank}; a whole number from 1 on is needed.`, { where: 'rank' });
  const { alpha, dropout } = settings;
  if (!(Number.isFinite(alpha) && alpha > 0))
    throw new UserError(`Alpha is ${alpha}; a number above 0 is needed.`, { where: 'alpha' });
  if (!(dropout >= 0 && dropout < 1))
    throw new UserError(`The dropout is ${dropout}; it must be at least 0 and below 1.`, { where: 'dropout' });
  const entries: AdapterEntry[] = [];
  let offset = 0;
  let parameters = 0;
  for (let layer = 0; layer < config.layers; layer++) {
    for (const linear of targets) {
      const [out, inFeatures] = linearShape(config, linear);
      for (const part of ['A', 'B'] as const) {
        const shape = part === 'A' ? ([settings.rank, inFeatures] as const) : ([out, settings.rank] as const);
        entries.push({
          name: `base_model.model.${linearPath(layer, linear)}.lora_${part}.weight`,
          shape,
          offset,
          layer,
          linear,
          part,
        });
        parameters += shape[0] * shape[1];
        offset += alignBytes(shape[0] * shape[1] * 4) / 4;
      }
    }
  }
  return { settings, entries, count: offset, parameters };
}

/** PEFT's initialisation: A uniform in +-1/sqrt(in) (kaiming with a = sqrt 5), B zero; each tensor has a stream of its own. */
export function initialAdapter(layout: AdapterLayout, seed: number): NamedTensor[] {
  return layout.entries.map(({ name, shape, part }) => {
    const data = new Float32Array(shape[0] * shape[1]);
    if (part === 'A') {
      const random = createRandom(mixSeeds(seed, hashString(name)));
      const bound = 1 / Math.sqrt(shape[1]);
      for (let i = 0; i < data.length; i++) data[i] = (2 * random.next() - 1) * bound;
    }
    return { name, shape, data };
  });
}

/** @throws UserError naming a tensor that holds NaN or infinity. */
export function checkFinite(tensors: readonly NamedTensor[]): void {
  const broken = tensors.find(({ data }) => !data.every(Number.isFinite));
  if (broken) throw new UserError(`${broken.name} of the adapter holds numbers that are not finite.`);
}

/** Puts named tensors into one flat array. @throws UserError naming what is missing, unknown or of another shape. */
export function flattenAdapter(layout: AdapterLayout, tensors: readonly NamedTensor[]): Float32Array<ArrayBuffer> {
  const byName = new Map(tensors.map((t) => [t.name, t]));
  const flat = new Float32Array(layout.count);
  for (const { name, shape, offset } of layout.entries) {
    const tensor = byName.get(name);
    if (!tensor)
      throw new UserError(`The adapter has no tensor ${name}.`, {
        remedy: 'Use the rank and targets it was made with.',
      });
    if (tensor.shape.join() !== shape.join())
      throw new UserError(`${name} has shape [${tensor.shape}], this model and rank need [${shape}].`, {
        remedy: 'Use the model and the rank that it was made with.',
      });
    if (tensor.data.length !== shape[0] * shape[1])
      throw new UserError(
        `${name} has ${tensor.data.length} numbers, its shape [${shape}] needs ${shape[0] * shape[1]}.`,
      );
    flat.set(tensor.data, offset);
    byName.delete(name);
  }
  const extra = byName.keys().next();
  if (!extra.done)
    throw new UserError(`The adapter's tensor ${extra.value} has no place in this model and target list.`);
  return flat;
}

export function unflattenAdapter(layout: AdapterLayout, flat: Float32Array): NamedTensor[] {
  return layout.entries.map(({ name, shape, offset }) => ({
    name,
    shape,
    data: flat.slice(offset, offset + shape[0] * shape[1]) as Float32Array<ArrayBuffer>,
  }));
}

/** Flat buffers on the GPU. */
export interface AdapterBuffers {
  readonly parameters: BufferRef;
  readonly grads: BufferRef;
  readonly m: BufferRef;
  readonly v: BufferRef;
}

export function adapterBuffers(layout: AdapterLayout): AdapterBuffers {
  const flat = (name: string) => persistentBuffer(name, layout.count * 4);
  return {
    parameters: flat('adapter'),
    grads: flat('adapter gradients'),
    m: flat('Adam moments/m'),
    v: flat('Adam moments/v'),
  };
}

/** The adapted linear of a layer, or null. `training` switches dropout on. */
export function loraModule(
  layout: AdapterLayout,
  buffers: AdapterBuffers,
  layer: number,
  linear: LinearName,
  training: boolean,
): LoraModule | null {
  const find = (part: 'A' | 'B') =>
    layout.entries.find((e) => e.layer === layer && e.linear === linear && e.part === part);
  const a = find('A');
  const b = find('B');
  if (!a || !b) return null;
  const part = (buffer: BufferRef, e: AdapterEntry): BufferSlice => slice(buffer, e.offset, e.shape[0] * e.shape[1]);
  return {
    rank: layout.settings.rank,
    inFeatures: a.shape[1],
    outFeatures: b.shape[0],
    scaling: loraScaling(layout.settings),
    dropout: training ? layout.settings.dropout : 0,
    stream: layer * 8 + LINEARS.indexOf(linear),
    a: part(buffers.parameters, a),
    b: part(buffers.parameters, b),
    gradA: part(buffers.grads, a),
    gradB: part(buffers.grads, b),
  };
}
