import type { BufferRef, BufferSlice } from '../gpu/buffers.ts';
import type { Sizes } from '../gpu/frame.ts';
import { onlyWhen } from '../gpu/plan.ts';
import { type AttentionShape, attentionCached } from '../ops/attention.ts';
import { attentionDecode, decodesHeads } from '../ops/attentionDecode.ts';
import { fewGated, fewSections } from '../ops/few.ts';
import { ropeAppend } from '../ops/kvCache.ts';
import { type FewNorm, normsItself, takesAdapter } from '../ops/matmul.ts';
import type { Weight } from '../ops/weight.ts';
import type { LinearName } from '../types.ts';
import type { BlockContext } from './blockContext.ts';
import { STACKS, type StackName } from './linears.ts';

/**
 * The matrices of a stack as one, where few rows of a plan that decodes go through it in one dispatch; null: its linears are products of their own, as when they lie
 * apart, have biases and adapters, or adapters that a product does not take along.
 */
export function fewStack(c: BlockContext, name: StackName): Weight | null {
  const weight = c.weights.stacks[name];
  const names: readonly LinearName[] = STACKS[name];
  if (!weight || !c.cache || !normsItself(c.choices, weight, 1)) return null;
  const biased = name === 'qkv' && c.weights.stackedBias !== null && names.every((linear) => c.lora(linear) === null);
  const takes = names.every((linear) => {
    const module = c.lora(linear);
    const { outFeatures } = c.weights.linears[linear];
    if (outFeatures % 4 !== 0 || (c.weights.biases[linear] && !biased)) return false;
    return module === null || (name === 'qkv' && takesAdapter(module.rank, outFeatures, { output: { mode: 'write' } }));
  });
  return takes ? weight : null;
}

/** What a stack of few rows reads. */
interface FewInput {
  readonly weight: Weight;
  readonly x: BufferRef;
  readonly norm: FewNorm | undefined;
}

/** q, k and v of few rows, their adapters included. */
export function fewQkv(
  c: BlockContext,
  b: FewInput & { readonly y: readonly BufferSlice[]; readonly u: ReadonlyMap<LinearName, BufferSlice> },
): void {
  const widths = STACKS.qkv.map((name) => c.weights.linears[name].outFeatures);
  const adapters = STACKS.qkv.map((name) => {
    const module = c.lora(name);
    const projected = b.u.get(name);
    return module && projected ? { ...module, projected, matrix: module.b } : null;
  });
  fewSections(c.plan, { ...b, widths, adapters, biases: c.weights.stackedBias });
}

/** silu(gate) * up of few rows; gate and up themselves are not stored. */
export function fewMlp(c: BlockContext, b: FewInput & { readonly act: BufferRef }): void {
  fewGated(c.plan, b);
}

/** Every sequence of the pass has one token, whose successor is wanted: a pass that reads prompts has more tokens than rows. */
const oneEach = ({ tokens, rows }: Sizes) => tokens === rows;

/** Attention against the cache, which the new keys and values are put into before. `parts`: q, k and v as ranges of one buffer; null where norms lie in between. */
export function cachedAttention(
  c: BlockContext,
  shape: AttentionShape,
  b: {
    readonly q: BufferRef | BufferSlice;
    readonly k: BufferRef | BufferSlice;
    readonly v: BufferRef | BufferSlice;
    readonly parts: readonly [BufferSlice, BufferSlice, BufferSlice] | null;
    readonly o: BufferRef;
    readonly lse: BufferRef;
  },
): void {
  const { plan, cache, inputs, ropeTable: table } = c;
  if (!cache) return;
  const { position, segmentStart, segmentEnd } = inputs;
  const fused = b.parts !== null && !plan.narrow && decodesHeads(shape);
  const rest = fused ? onlyWhen(plan, (sizes) => !oneEach(sizes)) : plan;
  if (b.parts && fused) {
    const [q, k, v] = b.parts;
    const one = onlyWhen(plan, oneEach);
    attentionDecode(one, shape, { q, k, v, table, segmentStart, segmentEnd, ...cache, o: b.o });
  }
  ropeAppend(rest, shape, { position, table, segmentEnd, ...cache, q: b.q, k: b.k, v: b.v });
  attentionCached(rest, shape, { q: b.q, ...cache, segmentStart, segmentEnd, o: b.o, lse: b.lse });
}
