import domainSource from '../../../shaders/lib/domain.wgsl?raw';
import dropoutSource from '../../../shaders/lib/dropout.wgsl?raw';
import fewNormedSource from '../../../shaders/lib/fewNormed.wgsl?raw';
import fewPlainSource from '../../../shaders/lib/fewPlain.wgsl?raw';
import fewSingleSource from '../../../shaders/lib/fewSingle.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import adapterSource from '../../../shaders/lib/matmulAdapter.wgsl?raw';
import matrixTilesSource from '../../../shaders/lib/matmulMatrix.wgsl?raw';
import plainSource from '../../../shaders/lib/matmulPlain.wgsl?raw';
import singleSource from '../../../shaders/lib/matmulSingle.wgsl?raw';
import stackedSource from '../../../shaders/lib/matmulStacked.wgsl?raw';
import storeSource from '../../../shaders/lib/matmulStore.wgsl?raw';
import storeGatedSource from '../../../shaders/lib/matmulStoreGated.wgsl?raw';
import storeGatedGradientSource from '../../../shaders/lib/matmulStoreGatedGradient.wgsl?raw';
import storeWideSource from '../../../shaders/lib/matmulStoreWide.wgsl?raw';
import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import operandsF16Source from '../../../shaders/lib/operandsF16.wgsl?raw';
import operandsF32Source from '../../../shaders/lib/operandsF32.wgsl?raw';
import stackedBiasedSource from '../../../shaders/lib/stackedBiased.wgsl?raw';
import stackedGatedSource from '../../../shaders/lib/stackedGated.wgsl?raw';
import stackedPlainSource from '../../../shaders/lib/stackedPlain.wgsl?raw';
import stackedTurnedSource from '../../../shaders/lib/stackedTurned.wgsl?raw';
import backwardRegisterSource from '../../../shaders/matmul/backwardRegister.wgsl?raw';
import blockSource from '../../../shaders/matmul/block.wgsl?raw';
import fewSource from '../../../shaders/matmul/few.wgsl?raw';
import forwardRegisterSource from '../../../shaders/matmul/forwardRegister.wgsl?raw';
import matrixSource from '../../../shaders/matmul/matrix.wgsl?raw';
import matrixCopiedSource from '../../../shaders/matmul/matrixCopied.wgsl?raw';
import sumSplitsSource from '../../../shaders/matmul/sumSplits.wgsl?raw';
import type { Access, KernelDefinition } from '../gpu/kernel.ts';
import type { KernelChoices } from '../types.ts';
import { MATRIX_DIRECTIVES, TILINGS } from './matmulTilings.ts';
import { type Weight, weightLibrary, weightName } from './weight.ts';

/**
 * `block`: tiles of 128 x 128 or 64 x 64 in workgroup memory, 8 x 8 sums per invocation, for GPUs. `register`: 4 x 4 per invocation without workgroup
 * memory, for software adapters. `scratch`: the NF4 matrix is first dequantised into a transient f32 matrix, then `register`; decoding once per
 * matrix in place of once per 4 rows is 2.4 times as fast on SwiftShader at 100 rows. `register` and `scratch` give the same bits. `matrix`: subgroup
 * matrices, operands rounded to f16, sums in f32 (GpuContext.matrices). `matrixScratch`: the same sums of f16 copies of both operands, made before the product
 * where there are rows and weights enough (copiedFrom), else `matrix`. `blockScratch`: there `block` of a transient f32 matrix, with the same bits.
 * `half`: as `block`, with operands and products in f16, sums of 16 in f16 and further ones in f32 (GpuContext.halves). `few`: what `block`, `half`, `matrix`
 * and those that copy do with up to 32 rows, forward.
 */
export const MATMUL_VARIANTS = ['scratch', ...(Object.keys(TILINGS) as (keyof typeof TILINGS)[])] as const;
export type MatmulVariant = (typeof MATMUL_VARIANTS)[number];
export type Tiled = Exclude<MatmulVariant, 'scratch'>;

export type Direction = 'Forward' | 'Backward';

/** The key of a choice: direction and storage, e.g. `matmulForward.nf4`. */
export function matmulChoiceKey(direction: Direction, weight: Weight): string {
  return `matmul${direction}.${weightName(weight)}`;
}

export function variantOf(choices: KernelChoices, key: string): MatmulVariant {
  return MATMUL_VARIANTS.find((variant) => variant === choices[key]) ?? 'block';
}

/** Whether a variant keeps tiles in workgroup memory: those kernels can take several linears at once. */
export function isTiled(variant: MatmulVariant): variant is Exclude<MatmulVariant, 'scratch' | 'register' | 'few'> {
  return variant !== 'scratch' && variant !== 'register' && variant !== 'few';
}

/** y (+ residual) = the sum of the parts of a product whose inner dimension was cut. */
export const SUM_SPLITS: KernelDefinition = {
  name: 'sumSplits',
  source: sumSplitsSource,
  libs: [domainSource, linearSource],
  access: ['read', 'write', 'read'],
};

/** Input, up to three buffers of the weight, output, bias or what is written beside it, residual. */
const ACCESS: readonly Access[] = ['read', 'read', 'read', 'read', 'write', 'read', 'read'];

/** few.wgsl, with the norm before it or without. */
export function fewDefinition(definition: KernelDefinition, norm: boolean): KernelDefinition {
  const libs = [...definition.libs, fewSingleSource, norm ? fewNormedSource : fewPlainSource];
  if (!norm) return { ...definition, libs };
  return { ...definition, name: `${definition.name}.normed`, libs, access: [...definition.access, 'read'] };
}

/** What becomes of the sums. */
const STORES = {
  odd: [storeSource],
  wide: [plainSource, storeWideSource],
  adapter: [mixSource, dropoutSource, storeWideSource, adapterSource],
  gated: [storeGatedSource],
  gatedGradient: [storeGatedGradientSource],
  stacked: [mixSource, dropoutSource, stackedSource, stackedPlainSource],
  stackedBiased: [mixSource, dropoutSource, stackedSource, stackedBiasedSource],
  stackedGated: [mixSource, dropoutSource, stackedSource, stackedGatedSource],
  stackedTurned: [mixSource, dropoutSource, stackedSource, stackedTurnedSource],
} as const;

/** The buffers of the kernels that store so; ACCESS where nothing is said. */
const ACCESS_OF: Readonly<Partial<Record<keyof typeof STORES, readonly Access[]>>> = {
  gated: ['read', 'read', 'read', 'read', 'write', 'write', 'read'],
  gatedGradient: ['read', 'read', 'read', 'read', 'write', 'write', 'read'],
  stackedGated: [...ACCESS, 'write'],
  stackedBiased: [...ACCESS, 'read'],
  stackedTurned: [...ACCESS, 'read'],
};

const REGISTER = { Forward: forwardRegisterSource, Backward: backwardRegisterSource };
const SOURCES = {
  block: blockSource,
  half: blockSource,
  few: fewSource,
  matrix: matrixSource,
  matrixCopied: matrixCopiedSource,
} as const;
/** The number format of block.wgsl, and the tiles of subgroup matrices. */
const FORMATS: Readonly<Record<string, string>> = {
  block: operandsF32Source,
  half: operandsF16Source,
  matrix: matrixTilesSource,
  matrixCopied: matrixTilesSource,
};

/** What a kernel multiplies. `copied`: both are f16 copies. */
export interface OperandKind {
  readonly weight: Weight;
  readonly copied: boolean;
}

/** The kernel of a product before it is specialised. `stacked…`: of several linears (matmulStacked.ts), for the tiles alone. */
export function definition(
  direction: Direction,
  variant: Tiled,
  { weight, copied }: OperandKind,
  store: keyof typeof STORES,
): KernelDefinition {
  const matrix = variant.startsWith('matrix');
  const half = variant.startsWith('half');
  const rest = variant === 'few' || variant === 'register' ? variant : half ? 'half' : 'block';
  const family = copied ? 'matrixCopied' : matrix ? 'matrix' : rest;
  // Tiles of f32 leave no room for the table of NF4.
  const library = copied ? [] : [weightLibrary(weight, matrix || half || variant === 'few')];
  const format = FORMATS[family];
  const single = isTiled(variant) && !copied && !store.startsWith('stacked') ? [singleSource] : [];
  return {
    name: `matmul${direction}.${family}.${weightName(weight)}${store === 'wide' ? '' : `.${store}`}`,
    source: family === 'register' ? REGISTER[direction] : SOURCES[family],
    libs: [domainSource, ...library, ...STORES[store], ...single, ...(format ? [format] : [])],
    access: ACCESS_OF[store] ?? ACCESS,
    ...(matrix && { directives: MATRIX_DIRECTIVES }),
    ...(half && { directives: ['enable f16;'] }),
  };
}
