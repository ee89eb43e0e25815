import { assert } from '../../lib/assert.ts';
import { alignBytes, type Bindable, type BufferRef, type BufferSlice, slice } from '../gpu/buffers.ts';
import { type KernelConstant, specialise } from '../gpu/kernel.ts';
import { ceilDiv, type Plan } from '../gpu/plan.ts';
import type { KernelChoices } from '../types.ts';
import { domainConstants, TOKENS } from './domain.ts';
import { dropoutConstants, rangeOf } from './loraModule.ts';
import type { MatmulAdapter } from './matmul.ts';
import { type Direction, definition, isTiled, matmulChoiceKey, variantOf } from './matmulKernel.ts';
import { copiedFrom, gridsOf, PROCESSORS, TILINGS, uncopied } from './matmulTilings.ts';
import { type Weight, weightBuffers } from './weight.ts';

/** Linears whose rows are those of one matrix, one behind another: two or three sections. */
export interface StackShape {
  /** [sum of `widths`, inFeatures] */
  readonly weight: Weight;
  /** Outputs of each section. */
  readonly widths: readonly number[];
  /** Outputs j and j + reach of every 2 reach are stored together: all of gate and up, or the halves of a head. */
  readonly reach: number;
}

/**
 * Whether the chosen kernels take such a stack in one product, forward and backward: tiles, which read and write four outputs at a time. Linears that would all
 * multiply f16 copies are faster apart: gate and up of Llama-3.2-1B.
 */
export function takesStack({ weight, widths, reach }: StackShape, choices: KernelChoices): boolean {
  const tiled = (['Forward', 'Backward'] as const).every((d) =>
    isTiled(variantOf(choices, matmulChoiceKey(d, weight))),
  );
  const whole = reach % 4 === 0 && weight.outFeatures % (2 * reach) === 0;
  const copied = widths.every((width) =>
    (['Forward', 'Backward'] as const).every(
      (d) =>
        copiedFrom(variantOf(choices, matmulChoiceKey(d, weight)), width * weight.inFeatures) <
        Number.POSITIVE_INFINITY,
    ),
  );
  return tiled && !copied && whole && weight.inFeatures % 4 === 0 && widths.every((width) => width % 4 === 0);
}

/**
 * Whether the sections are better off alone: in f32, where each of them fills the GPU at least twice with tiles of 128 x 128. On an H100 gate and up of Llama-3.2-1B
 * (512 tiles each at 1,024 tokens) took 2.18 ms a layer forward and 2.20 backward in one product, 2.11 and 2.07 in two; its q, k, v (128, 32 and 32 tiles) won.
 * On subgroup matrices that decode in the tile one product won everywhere.
 */
export function losesAsStack({ weight, widths }: StackShape, choices: KernelChoices, tokens: number): boolean {
  const matrix = variantOf(choices, matmulChoiceKey('Forward', weight)).startsWith('matrix');
  const tiles = Math.min(...widths.map((width) => ceilDiv(tokens, 128) * ceilDiv(width, 128)));
  return !matrix && tiles >= 2 * PROCESSORS;
}

/** What a section has, as a block of rows [tokens, width] of one transient: the result forward, its gradient backward. */
export interface Blocks {
  readonly buffer: BufferRef;
  readonly parts: readonly BufferSlice[];
}

/** f32 of such a transient. `tokens`: T at capacity. */
export function blockCount(widths: readonly number[], tokens: number): number {
  return widths.reduce((sum, width) => sum + alignBytes(tokens * width * 4) / 4, 0);
}

/** The blocks in a buffer of that size; each begins where a binding may. */
export function blocksIn(buffer: BufferRef, widths: readonly number[], tokens: number): Blocks {
  const parts = widths.map((width, i) => slice(buffer, blockCount(widths.slice(0, i), tokens), tokens * width));
  return { buffer, parts };
}

/**
 * What happens to the pairs as they are stored: nothing, biases are added, act = silu(first) * second is stored beside them [T, reach], or all sections but the
 * last are rotated.
 */
export type StackOutput =
  | { readonly kind: 'plain' }
  /** [sum of the widths] */
  | { readonly kind: 'biased'; readonly biases: BufferRef }
  | { readonly kind: 'gated'; readonly act: BufferRef }
  /** turns [T, 2 reach]: the cosines of each token's angles, then the sines. */
  | { readonly kind: 'turned'; readonly turns: BufferRef };

/** An adapter whose projection is a part of a transient that holds those of all. */
export type StackAdapter = MatmulAdapter & { readonly projected: BufferSlice };

interface StackRequest extends StackShape {
  readonly choices: KernelChoices;
  /**
   * The adapters of the sections, each `takesAdapter`, their streams those of the first section and up. What they project lies in one transient, equally far
   * apart, their matrices in one buffer, in order.
   */
  readonly adapters: readonly (StackAdapter | null)[];
}

/** y_s[T, widths[s]] = x[T, IN] W_s^T + scaling u_s B_s^T for all sections s, in one dispatch. */
export function stackedForward(
  plan: Plan,
  request: StackRequest & { readonly x: BufferRef; readonly y: Blocks; readonly output: StackOutput },
): void {
  const { x, y, output } = request;
  record(plan, request, 'Forward', { from: x, to: y.buffer, blocks: y, ...storeOf(output) });
}

/** dx[T, IN] = sum over the sections s of dy_s[T, widths[s]] W_s + scaling (v_s A_s) * mask_s, in one dispatch. */
export function stackedBackward(
  plan: Plan,
  request: StackRequest & { readonly dy: Blocks; readonly dx: BufferRef },
): void {
  const { dy, dx } = request;
  record(plan, request, 'Backward', { from: dy.buffer, to: dx, blocks: dy, store: 'stacked', beside: [] });
}

function storeOf(output: StackOutput): Pick<StackedProduct, 'store' | 'beside'> {
  switch (output.kind) {
    case 'plain':
      return { store: 'stacked', beside: [] };
    case 'biased':
      return { store: 'stackedBiased', beside: [output.biases] };
    case 'gated':
      return { store: 'stackedGated', beside: [output.act] };
    case 'turned':
      return { store: 'stackedTurned', beside: [output.turns] };
  }
}

interface StackedProduct {
  readonly from: BufferRef;
  readonly to: BufferRef;
  readonly blocks: Blocks;
  readonly store: 'stacked' | 'stackedBiased' | 'stackedGated' | 'stackedTurned';
  readonly beside: readonly BufferRef[];
}

function record(plan: Plan, request: StackRequest, direction: Direction, p: StackedProduct): void {
  const { weight, widths, reach, choices, adapters } = request;
  const variant = variantOf(choices, matmulChoiceKey(direction, weight));
  assert(isTiled(variant), () => `${variant} takes one linear at a time`);
  assert(takesStack(request, choices), () => `sections of ${widths} in pairs ${reach} apart`);
  const { outFeatures: OUT, inFeatures: IN } = weight;
  const [w0, w1, w2] = weightBuffers(weight);
  const low = lowRank(adapters, direction, w0);
  const [SECTION_0 = 0, SECTION_1 = 0, SECTION_2 = 0] = widths;
  const constants = {
    ...domainConstants(TOKENS),
    ...low.constants,
    ...{ OUT, IN, SECTION_0, SECTION_1, SECTION_2, REACH: reach, X_STRIDE: IN, BACKWARD: direction === 'Backward' },
  };
  const begin = (section: number) => (p.blocks.parts[section]?.offsetBytes ?? 0) / 16;
  const args = [low.plane / 4, begin(1), begin(2), low.stream];
  const [width, inner] = direction === 'Forward' ? [OUT, IN] : [IN, OUT];
  const tiles = uncopied(variant);
  const plain = definition(direction, tiles, { weight, copied: false }, p.store);
  const ways = gridsOf(
    TILINGS[tiles],
    { width, inner, splits: 1 },
    ({ tokens }) => tokens,
    () => true,
  );
  for (const { tiling, span, grid } of ways) {
    plan.dispatch({
      kernel: specialise(plain, { ...constants, ...tiling.constants, SPAN: span }),
      buffers: [p.from, w0, w1, w2, p.to, low.matrices, low.projected, ...p.beside],
      args,
      grid,
      flops: (sizes) => (grid(sizes)[0] === 0 ? 0 : 2 * sizes.tokens * OUT * IN),
    });
  }
}

/** The adapters of a stack as the kernel finds them; without any, `unused` fills their bindings. */
function lowRank(
  adapters: readonly (StackAdapter | null)[],
  direction: Direction,
  unused: Bindable,
): {
  readonly constants: Readonly<Record<string, KernelConstant>>;
  readonly plane: number;
  readonly stream: number;
  readonly matrices: Bindable;
  readonly projected: Bindable;
} {
  const all = adapters.filter((adapter) => adapter !== null);
  const [first] = all;
  if (!first) {
    const constants = { ADAPTED: 0, RANK: 4, SCALING: { f32: 0 }, P_0: 0, P_1: 0, P_2: 0, ...dropoutConstants(0) };
    return { constants, plane: 0, stream: 0, matrices: unused, projected: unused };
  }
  const projected = rangeOf(all.map((adapter) => adapter.projected));
  const matrices = rangeOf(all.map((adapter) => adapter.matrix));
  const plane = projected.at[1] ?? 0;
  all.forEach(({ rank, scaling, dropout }, i) => {
    const alike = rank === first.rank && scaling === first.scaling && dropout === first.dropout;
    assert(alike && projected.at[i] === i * plane, () => 'the adapters of a stack are alike and lie in order');
  });
  const at = (section: number) => {
    const adapter = adapters[section];
    return adapter ? (matrices.at[all.indexOf(adapter)] as number) : 0;
  };
  const constants = {
    ...dropoutConstants(direction === 'Backward' ? first.dropout : 0),
    ADAPTED: adapters.reduce((bits, adapter, i) => bits + (adapter ? 2 ** i : 0), 0),
    RANK: first.rank,
    SCALING: { f32: first.scaling },
    ...{ P_0: at(0), P_1: at(1), P_2: at(2) },
  };
  const stream = first.stream - adapters.indexOf(first);
  return { constants, plane, stream, matrices: matrices.range, projected: projected.range };
}
