import { assert } from '../../lib/assert.ts';
import { asSlice, type Bindable, type BufferRef, type BufferSlice } from '../gpu/buffers.ts';
import type { Sizes } from '../gpu/frame.ts';
import { type KernelConstant, specialise } from '../gpu/kernel.ts';
import { linearGrid, type Plan } from '../gpu/plan.ts';
import type { KernelChoices } from '../types.ts';
import { dequantised } from './dequantise.ts';
import { type Domain, domainBegin, domainConstants, rowsOf } from './domain.ts';
import { dequantiseF16, roundRows } from './f16Copies.ts';
import { dropoutConstants } from './loraModule.ts';
import {
  type Direction,
  definition,
  fewDefinition,
  type MatmulVariant,
  matmulChoiceKey,
  type OperandKind,
  SUM_SPLITS,
  type Tiled,
  variantOf,
} from './matmulKernel.ts';
import { copiedFrom, FEW_ROWS, gridsOf, splitsFor, TILINGS, uncopied } from './matmulTilings.ts';
import { type Weight, weightBuffers } from './weight.ts';

/**
 * What a matmul does with its sums: write them, add them to `residual`, add them to what stands in the output, write them and beside them
 * act = silu(gate) * sums, both [M, OUT], or take them for dact: the output holds gate and becomes de, `up` becomes dg (swigluBackward).
 */
export type MatmulOutput =
  | { readonly mode: 'write' }
  | { readonly mode: 'gated'; readonly gate: Bindable; readonly act: BufferRef }
  | { readonly mode: 'gatedGradient'; readonly up: Bindable }
  | { readonly mode: 'residual'; readonly residual: BufferRef }
  | { readonly mode: 'accumulate' };

const MODE = { write: 0, residual: 1, accumulate: 2, gated: 0, gatedGradient: 0 } as const;

function isGated(output: MatmulOutput): output is MatmulOutput & { mode: 'gated' | 'gatedGradient' } {
  return output.mode === 'gated' || output.mode === 'gatedGradient';
}

/** What the store reads besides, and what it reads or writes beside the output. */
function residualOf(output: MatmulOutput): Bindable | null {
  return output.mode === 'residual' ? output.residual : output.mode === 'gated' ? output.gate : null;
}
function besideOf(output: MatmulOutput): Bindable | null {
  return output.mode === 'gated' ? output.act : output.mode === 'gatedGradient' ? output.up : null;
}

/** A low-rank part of a product: + scaling u B^T forward, + scaling (v A) * mask backward. */
export interface MatmulAdapter {
  readonly rank: number;
  readonly scaling: number;
  /** p of the mask, and its stream; backward only. */
  readonly dropout: number;
  readonly stream: number;
  /** u or v, [M, rank]. */
  readonly projected: Bindable;
  /** B [OUT, rank] forward, A [rank, IN] backward. */
  readonly matrix: BufferSlice;
}

/** Whether a product of `width` columns takes an adapter along: its kernel reads four numbers at a time, from the places of bias and residual. */
export function takesAdapter(
  rank: number,
  width: number,
  { bias, output }: { readonly bias?: Bindable | undefined; readonly output: MatmulOutput },
): boolean {
  const free = bias === undefined && (output.mode === 'write' || output.mode === 'accumulate');
  return free && rank % 4 === 0 && width % 4 === 0;
}

/** x = norm(raw): with few rows the kernel takes `raw` and does the norm itself, so that x need not exist. */
export interface FewNorm {
  readonly raw: BufferRef;
  /** [IN] */
  readonly weight: BufferRef;
  readonly eps: number;
}

/** Whether a forward product of so many rows does its own norm, where it is given one. */
export function normsItself(choices: KernelChoices, weight: Weight, rows: number): boolean {
  return isFewRows(variantOf(choices, matmulChoiceKey('Forward', weight)), 'Forward', rows);
}

const TAKES_FEW: readonly MatmulVariant[] = ['block', 'blockScratch', 'half', 'matrix', 'matrixScratch', 'few'];

/** Forward, few rows go another way than many; the variants that name a tiling keep to it. */
function isFewRows(variant: MatmulVariant, direction: Direction, rows: number): boolean {
  return rows <= FEW_ROWS && direction === 'Forward' && TAKES_FEW.some((name) => name === variant);
}

interface MatmulRequest {
  readonly domain: Domain;
  readonly weight: Weight;
  readonly output: MatmulOutput;
  readonly choices: KernelChoices;
  /** Few rows are somebody else's (few.ts): where they go another way than many, nothing is computed for them. */
  readonly manyRows?: boolean;
  /** Only where `takesAdapter`. */
  readonly adapter?: MatmulAdapter | undefined;
}

/**
 * y[M, OUT] = x[M, IN] W[OUT, IN]^T (+ bias[OUT]) (+ residual or y).
 * `stride`: f32 per row of y where y is wider than OUT (logits); `column`: first column written, a multiple of 4.
 */
export function matmulForward(
  plan: Plan,
  request: MatmulRequest & {
    readonly x: Bindable;
    readonly y: Bindable;
    readonly bias?: Bindable | undefined;
    readonly norm?: FewNorm | undefined;
    readonly stride?: number;
    readonly column?: number;
  },
): void {
  const { outFeatures: OUT, inFeatures: IN } = request.weight;
  record(plan, request, 'Forward', {
    from: request.x,
    to: request.y,
    bias: request.bias,
    norm: request.norm,
    width: OUT,
    constants: { STRIDE: request.stride ?? OUT, X_STRIDE: IN },
    args: [domainBegin(request.domain), request.column ?? 0],
  });
}

/**
 * dx[M, IN] = dy[M, OUT] W[OUT, IN] (+ residual or dx): the frozen weight is read as it is stored, there is no dW.
 * `stride`: f32 per row of dy, a multiple of 4, columns past OUT zero; `column`: first column read.
 */
export function matmulBackward(
  plan: Plan,
  request: MatmulRequest & {
    readonly dy: Bindable;
    readonly dx: Bindable;
    readonly stride?: number;
    readonly column?: number;
  },
): void {
  const { domain, dy, dx, column = 0 } = request;
  const { outFeatures: OUT, inFeatures: IN } = request.weight;
  const stride = request.stride ?? OUT;
  // The kernels read dy four columns at a time.
  assert(
    stride % 4 === 0 && column % 4 === 0,
    () => `dy has rows of ${stride} and is read from column ${column}: multiples of 4 are needed`,
  );
  record(plan, request, 'Backward', {
    from: dy,
    to: dx,
    width: IN,
    constants: { STRIDE: IN, X_STRIDE: stride },
    args: [domainBegin(domain), 0, column],
  });
}

interface Operands extends OperandKind {
  readonly from: Bindable;
}

interface Product {
  readonly from: Bindable;
  readonly to: Bindable;
  readonly bias?: Bindable | undefined;
  readonly norm?: FewNorm | undefined;
  /** Columns of the result. */
  readonly width: number;
  readonly constants: { readonly STRIDE: number; readonly X_STRIDE: number };
  readonly args: readonly number[];
}

/**
 * One dispatch per tiling of the chosen variant; the sizes of a submit decide which of them runs. A chunk's product with a long inner dimension (the
 * gradient through the head) is cut into parts that are summed afterwards: without that 16 tiles of a 128k vocabulary took 8.5 ms on an H100.
 */
function record(plan: Plan, request: MatmulRequest, direction: Direction, p: Product): void {
  const { domain, output, adapter } = request;
  const { weight, variant } = resolve(plan, request, direction);
  const { outFeatures: OUT, inFeatures: IN } = weight;
  const inner = direction === 'Forward' ? IN : OUT;
  const splits =
    domain.kind === 'chunk' && direction === 'Backward' && variant !== 'register'
      ? splitsFor(domain.size, p.width, inner)
      : 1;
  const [w0] = weightBuffers(weight);
  assert(
    !adapter || takesAdapter(adapter.rank, p.width, { bias: p.bias, output }),
    () => `A product of ${p.width} columns takes no adapter of rank ${adapter?.rank}`,
  );
  const residual = adapter?.projected ?? residualOf(output) ?? w0;
  const beside = adapter?.matrix ?? p.bias ?? besideOf(output) ?? w0;
  const to = splits > 1 && domain.kind === 'chunk' ? plan.transient('splits', splits * domain.size * p.width) : p.to;
  const wide = p.width % 4 === 0 && p.constants.STRIDE % 4 === 0;
  const store = isGated(output) ? output.mode : adapter ? 'adapter' : wide ? 'wide' : 'odd';
  assert(wide || store === 'odd', () => `${store} products have rows of whole vec4, not of ${p.width}`);
  const constants = {
    ...domainConstants(domain),
    ...p.constants,
    OUT,
    IN,
    MODE: splits > 1 ? MODE.write : MODE[output.mode],
    HAS_BIAS: p.bias !== undefined,
    BACKWARD: direction === 'Backward',
    ...(adapter && {
      ...dropoutConstants(direction === 'Backward' ? adapter.dropout : 0),
      RANK: adapter.rank,
      SCALING: { f32: adapter.scaling },
    }),
  };
  const [begin = 0, column = 0, from = 0] = p.args;
  const args = [begin, column, from, adapter?.stream ?? 0];
  const isFew = (n: number) => isFewRows(variant, direction, n);
  const cover = { width: p.width, inner, splits };
  const rows = (sizes: Sizes) => rowsOf(domain, sizes);
  const waysOf = (
    name: Tiled,
    takes: (rows: number) => boolean,
    o: Operands = { weight, from: p.from, copied: false },
  ) => {
    const norm = name === 'few' ? p.norm : undefined;
    const more: Record<string, KernelConstant> = {
      ...(name === 'few' && { COLUMNS: p.width }),
      ...(norm && { EPS: { f32: norm.eps } }),
    };
    const plain = definition(direction, name, o, store);
    const buffers = [o.from, ...weightBuffers(o.weight), to, beside, residual];
    return gridsOf(TILINGS[name], cover, rows, takes).map((way) => ({
      ...way,
      kernel: name === 'few' ? fewDefinition(plain, norm !== undefined) : plain,
      buffers: norm ? [norm.raw, ...buffers.slice(1), norm.weight] : buffers,
      more,
    }));
  };
  // Where there are never rows enough no room is kept for copies.
  const mostRows = Math.ceil(asSlice(p.from).sizeBytes / 4 / p.constants.X_STRIDE);
  const wantedFrom = copiedFrom(variant, OUT * IN);
  const copied = mostRows >= wantedFrom ? wantedFrom : Number.POSITIVE_INFINITY;
  const ways = copied === 0 ? [] : waysOf(uncopied(variant), (n) => !isFew(n) && n < copied);
  if (isFew(0) && !request.manyRows) ways.push(...waysOf('few', isFew));
  if (weight.kind === 'nf4' && copied < Number.POSITIVE_INFINITY) {
    const rowsCopied = (sizes: Sizes) => (rows(sizes) >= copied ? rows(sizes) : 0);
    const wanted = (sizes: Sizes) => rowsCopied(sizes) > 0;
    const operands: Operands = variant.startsWith('block')
      ? { weight: dequantised(plan, weight, wanted), from: p.from, copied: false }
      : {
          weight: dequantiseF16(plan, weight, wanted),
          from: roundRows(plan, domain, { x: p.from, stride: p.constants.X_STRIDE, width: inner, args }, rowsCopied),
          copied: true,
        };
    ways.push(...waysOf(variant, (n) => n >= copied, operands));
  }
  for (const { kernel: chosen, tiling, span, grid, buffers, more } of ways) {
    plan.dispatch({
      kernel: specialise(chosen, { ...constants, ...tiling.constants, ...more, SPAN: span }),
      buffers,
      args,
      grid,
      flops: (sizes) => (grid(sizes)[0] === 0 ? 0 : 2 * rowsOf(domain, sizes) * OUT * IN),
    });
  }
  if (splits === 1) return;
  plan.dispatch({
    kernel: specialise(SUM_SPLITS, {
      ...domainConstants(domain),
      SPLITS: splits,
      WIDTH: p.width,
      MODE: MODE[output.mode],
    }),
    buffers: [to, p.to, residual],
    args: p.args,
    grid: (sizes) => linearGrid((rowsOf(domain, sizes) * p.width) / 4),
  });
}

/** The chosen kernel and the weight that it reads; `scratch` records the dequantisation. */
function resolve(
  plan: Plan,
  { weight, choices }: MatmulRequest,
  direction: Direction,
): { weight: Weight; variant: Tiled } {
  const variant = variantOf(choices, matmulChoiceKey(direction, weight));
  // Only NF4 is copied, and eight weights of a row at a time.
  const copyable = weight.kind === 'nf4' && weight.inFeatures % 8 === 0;
  if (variant !== 'scratch') return { weight, variant: copyable ? variant : uncopied(variant) };
  if (weight.kind !== 'nf4') return { weight, variant: 'register' };
  return { weight: dequantised(plan, weight), variant: 'register' };
}
