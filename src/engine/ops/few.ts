import domainSource from '../../../shaders/lib/domain.wgsl?raw';
import fewNormedSource from '../../../shaders/lib/fewNormed.wgsl?raw';
import fewPairSource from '../../../shaders/lib/fewPair.wgsl?raw';
import fewPlainSource from '../../../shaders/lib/fewPlain.wgsl?raw';
import fewSectionsSource from '../../../shaders/lib/fewSections.wgsl?raw';
import fewSource from '../../../shaders/matmul/few.wgsl?raw';
import { assert } from '../../lib/assert.ts';
import type { Bindable, BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { type KernelConstant, type KernelDefinition, specialise } from '../gpu/kernel.ts';
import type { Plan } from '../gpu/plan.ts';
import { domainConstants, TOKENS } from './domain.ts';
import { rangeOf } from './loraModule.ts';
import type { FewNorm, MatmulAdapter } from './matmul.ts';
import { FEW_ROWS, gridsOf, TILINGS } from './matmulTilings.ts';
import { type Weight, weightBuffers, weightLibrary, weightName } from './weight.ts';

interface FewInput {
  /** [T, IN]; with `norm` it is not read. */
  readonly x: BufferRef;
  readonly norm: FewNorm | undefined;
}

/** An adapter whose u and B are ranges. */
type FewAdapter = MatmulAdapter & { readonly projected: BufferSlice };

/**
 * Products with up to three matrices that lie one behind another in `weight` [sum of widths, IN], in one dispatch, for passes of at most FEW_ROWS tokens; larger
 * passes do nothing. y[s] [T, widths[s]] are ranges of one buffer; adapters[s] adds its share, of one rank (takesAdapter). Widths are multiples of 4.
 */
export function fewSections(
  plan: Plan,
  request: FewInput & {
    readonly weight: Weight;
    readonly widths: readonly number[];
    readonly y: readonly BufferSlice[];
    readonly adapters: readonly (FewAdapter | null)[];
    /** [sum of widths]; only without adapters. */
    readonly biases?: BufferRef | null;
  },
): void {
  const { weight, widths, y, adapters, biases = null } = request;
  assert(
    widths.every((width) => width % 4 === 0),
    () => `Sections of ${widths} columns are no multiples of 4`,
  );
  const [first = 0, second = 0] = widths;
  const planes = rangeOf(y);
  const [PLANE = 0, PLANE_1 = 0, PLANE_2 = 0] = planes.at;
  const adapted = adapters.flatMap((adapter) => (adapter ? [adapter] : []));
  const low = lowRanks(adapters, adapted);
  assert(!low || !biases, () => 'A stack of few rows takes biases or adapters, not both');
  record(plan, request, {
    ...{ name: 'sections', store: fewSectionsSource, columns: weight.outFeatures, to: planes.range },
    ...{ beside: low?.matrices ?? biases ?? undefined, residual: low?.projected },
    constants: {
      ...{ PLANE, PLANE_1, PLANE_2, BEGIN_1: first, BEGIN_2: first + second },
      ...(low?.constants ?? NO_ADAPTER),
      HAS_BIAS: biases !== null,
    },
  });
}

const NONE = 0xffff_ffff;
const NO_ADAPTER = {
  ...{ RANK: 0, SCALING: { f32: 0 } },
  ...{ U_0: NONE, U_1: NONE, U_2: NONE, B_0: 0, B_1: 0, B_2: 0 },
};

function lowRanks(adapters: readonly (FewAdapter | null)[], adapted: readonly FewAdapter[]) {
  const [first] = adapted;
  if (first === undefined) return null;
  const u = rangeOf(adapted.map(({ projected }) => projected));
  const matrices = rangeOf(adapted.map(({ matrix }) => matrix));
  // Of section s: where its adapter begins, or `otherwise`.
  const at = (begins: readonly number[], s: number, otherwise: number) => {
    const adapter = adapters[s];
    return adapter ? (begins[adapted.indexOf(adapter)] as number) : otherwise;
  };
  return {
    projected: u.range,
    matrices: matrices.range,
    constants: {
      ...{ RANK: first.rank, SCALING: { f32: first.scaling } },
      ...{ U_0: at(u.at, 0, NONE), U_1: at(u.at, 1, NONE), U_2: at(u.at, 2, NONE) },
      ...{ B_0: at(matrices.at, 0, 0), B_1: at(matrices.at, 1, 0), B_2: at(matrices.at, 2, 0) },
    },
  };
}

/** act [T, F] = silu(x G^T) * (x U^T) with G and U one behind the other in `weight` [2 F, IN]; for passes of at most FEW_ROWS tokens. F is a multiple of 4. */
export function fewGated(plan: Plan, request: FewInput & { readonly weight: Weight; readonly act: BufferRef }): void {
  const columns = request.weight.outFeatures / 2;
  assert(columns % 4 === 0, () => `An MLP of ${columns} columns is no multiple of 4`);
  record(plan, request, {
    ...{ name: 'gated', store: fewPairSource, columns, to: request.act, beside: undefined, residual: undefined },
    constants: {},
  });
}

interface FewProduct {
  readonly name: string;
  readonly store: string;
  readonly columns: number;
  readonly to: Bindable;
  readonly beside: Bindable | undefined;
  readonly residual: Bindable | undefined;
  readonly constants: Readonly<Record<string, KernelConstant>>;
}

function record(plan: Plan, { weight, x, norm }: FewInput & { readonly weight: Weight }, p: FewProduct): void {
  const { outFeatures: OUT, inFeatures: IN } = weight;
  const [w0, w1, w2] = weightBuffers(weight);
  const definition: KernelDefinition = {
    name: `matmulFew.${p.name}.${weightName(weight)}${norm ? '.normed' : ''}`,
    source: fewSource,
    libs: [domainSource, weightLibrary(weight, true), p.store, norm ? fewNormedSource : fewPlainSource],
    access: ['read', 'read', 'read', 'read', 'write', 'read', 'read', ...(norm ? (['read'] as const) : [])],
  };
  const cover = { width: p.columns, inner: IN, splits: 1 };
  for (const { tiling, grid } of gridsOf(
    TILINGS.few,
    cover,
    ({ tokens }) => tokens,
    (rows) => rows <= FEW_ROWS,
  )) {
    plan.dispatch({
      kernel: specialise(definition, {
        ...domainConstants(TOKENS),
        ...{ OUT, IN, COLUMNS: p.columns, ...p.constants, ...tiling.constants },
        ...(norm && { EPS: { f32: norm.eps } }),
      }),
      buffers: [norm?.raw ?? x, w0, w1, w2, p.to, p.beside ?? w0, p.residual ?? w0, ...(norm ? [norm.weight] : [])],
      grid,
      flops: ({ tokens }) => 2 * tokens * OUT * IN,
    });
  }
}
