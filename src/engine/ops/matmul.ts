import domainSource from '../../../shaders/lib/domain.wgsl?raw';
import storeSource from '../../../shaders/lib/matmulStore.wgsl?raw';
import backwardRegisterSource from '../../../shaders/matmul/backwardRegister.wgsl?raw';
import backwardTileSource from '../../../shaders/matmul/backwardTile.wgsl?raw';
import forwardRegisterSource from '../../../shaders/matmul/forwardRegister.wgsl?raw';
import forwardTileSource from '../../../shaders/matmul/forwardTile.wgsl?raw';
import { assert } from '../../lib/assert.ts';
import type { BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { type Access, type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, type Plan } from '../gpu/plan.ts';
import type { KernelChoices } from '../types.ts';
import { dequantise } from './dequantise.ts';
import { type Domain, domainBegin, domainConstants, rowsOf } from './domain.ts';
import { type Weight, weightBuffers, weightLibrary, weightName } from './weight.ts';

/**
 * `tile`: 64 x 64 in workgroup memory, for GPUs. `register`: 4 x 4 per invocation without it, for software adapters. `scratch`: the NF4 matrix is
 * first dequantised into a transient f32 matrix, then `register`; decoding once per matrix in place of once per 4 rows is 2.4 times as fast on
 * SwiftShader at 100 rows. `register` and `scratch` give the same bits.
 */
export const MATMUL_VARIANTS = ['tile', 'register', 'scratch'] as const;
export type MatmulVariant = (typeof MATMUL_VARIANTS)[number];

/** What a matmul does with its sums: write them, add them to `residual`, or add them to what stands in the output. */
export type MatmulOutput =
  | { readonly mode: 'write' }
  | { readonly mode: 'residual'; readonly residual: BufferRef }
  | { readonly mode: 'accumulate' };

const MODE = { write: 0, residual: 1, accumulate: 2 } as const;
const ACCESS: readonly Access[] = ['read', 'read', 'read', 'read', 'write', 'read', 'read'];

/** The key of a choice: direction and storage, e.g. `matmulForward.nf4`. */
export function matmulChoiceKey(direction: 'Forward' | 'Backward', weight: Weight): string {
  return `matmul${direction}.${weightName(weight)}`;
}

function variantOf(choices: KernelChoices, key: string): MatmulVariant {
  return MATMUL_VARIANTS.find((variant) => variant === choices[key]) ?? 'tile';
}

interface MatmulRequest {
  readonly domain: Domain;
  readonly weight: Weight;
  readonly output: MatmulOutput;
  readonly choices: KernelChoices;
}

/**
 * y[M, OUT] = x[M, IN] W[OUT, IN]^T (+ bias[OUT]) (+ residual or y).
 * `stride`: f32 per row of y where y is wider than OUT (logits); `column`: first column written, a multiple of 4.
 */
export function matmulForward(
  plan: Plan,
  request: MatmulRequest & {
    readonly x: BufferRef | BufferSlice;
    readonly y: BufferRef | BufferSlice;
    readonly bias?: BufferRef;
    readonly stride?: number;
    readonly column?: number;
  },
): void {
  const { domain, output, x, y, bias, column = 0 } = request;
  const { outFeatures: OUT, inFeatures: IN } = request.weight;
  const { weight, variant } = resolve(plan, request, 'Forward');
  const constants = {
    ...domainConstants(domain),
    OUT,
    IN,
    STRIDE: request.stride ?? OUT,
    MODE: MODE[output.mode],
    HAS_BIAS: bias !== undefined,
  };
  const [w0, w1, w2] = weightBuffers(weight);
  plan.dispatch({
    kernel: specialise(definition('Forward', variant, weight), constants),
    buffers: [x, w0, w1, w2, y, bias ?? w0, output.mode === 'residual' ? output.residual : w0],
    args: [domainBegin(domain), column],
    grid: gridOf(variant, domain, OUT),
    flops: (sizes) => 2 * rowsOf(domain, sizes) * OUT * IN,
  });
}

/**
 * dx[M, IN] = dy[M, OUT] W[OUT, IN] (+ residual or dx): the frozen weight is read as it is stored, there is no dW.
 * `stride`: f32 per row of dy, a multiple of 4, columns past OUT zero; `column`: first column read.
 */
export function matmulBackward(
  plan: Plan,
  request: MatmulRequest & {
    readonly dy: BufferRef | BufferSlice;
    readonly dx: BufferRef | BufferSlice;
    readonly stride?: number;
    readonly column?: number;
  },
): void {
  const { domain, output, dy, dx, stride, column = 0 } = request;
  const { outFeatures: OUT, inFeatures: IN } = request.weight;
  // The kernels read dy four columns at a time.
  assert(
    (stride ?? OUT) % 4 === 0 && column % 4 === 0,
    () => `dy has rows of ${stride ?? OUT} and is read from column ${column}: multiples of 4 are needed`,
  );
  const { weight, variant } = resolve(plan, request, 'Backward');
  const constants = {
    ...domainConstants(domain),
    OUT,
    IN,
    DY_STRIDE: stride ?? OUT,
    STRIDE: IN,
    MODE: MODE[output.mode],
    HAS_BIAS: false,
  };
  const [w0, w1, w2] = weightBuffers(weight);
  plan.dispatch({
    kernel: specialise(definition('Backward', variant, weight), constants),
    buffers: [dy, w0, w1, w2, dx, w0, output.mode === 'residual' ? output.residual : w0],
    args: [domainBegin(domain), 0, column],
    grid: gridOf(variant, domain, IN),
    flops: (sizes) => 2 * rowsOf(domain, sizes) * OUT * IN,
  });
}

/** The chosen kernel and the weight that it reads; `scratch` records the dequantisation. */
function resolve(
  plan: Plan,
  { weight, choices }: MatmulRequest,
  direction: 'Forward' | 'Backward',
): { weight: Weight; variant: 'tile' | 'register' } {
  const variant = variantOf(choices, matmulChoiceKey(direction, weight));
  if (variant !== 'scratch') return { weight, variant };
  if (weight.kind !== 'nf4') return { weight, variant: 'register' };
  const { outFeatures, inFeatures } = weight;
  const data = plan.transient('dequantised', outFeatures * inFeatures);
  dequantise(plan, weight, data);
  return { weight: { kind: 'dense', dtype: 'f32', outFeatures, inFeatures, data }, variant: 'register' };
}

function gridOf(variant: 'tile' | 'register', domain: Domain, columns: number) {
  return variant === 'tile'
    ? (sizes: Parameters<typeof rowsOf>[1]) => [ceilDiv(columns, 64), ceilDiv(rowsOf(domain, sizes), 64), 1] as const
    : (sizes: Parameters<typeof rowsOf>[1]) => [ceilDiv(columns, 64), ceilDiv(rowsOf(domain, sizes), 16), 1] as const;
}

function definition(direction: 'Forward' | 'Backward', variant: 'tile' | 'register', weight: Weight): KernelDefinition {
  const source = {
    Forward: { tile: forwardTileSource, register: forwardRegisterSource },
    Backward: { tile: backwardTileSource, register: backwardRegisterSource },
  }[direction][variant];
  return {
    name: `matmul${direction}.${variant}.${weightName(weight)}`,
    source,
    libs: [domainSource, weightLibrary(weight, variant === 'tile'), storeSource],
    access: ACCESS,
  };
}
