import {
  alignBytes,
  asSlice,
  type Bindable,
  type BufferRef,
  type BufferSlice,
  slice,
  transientBuffer,
} from './buffers.ts';
import type { Sizes } from './frame.ts';
import type { Kernel } from './kernel.ts';

/** Workgroups in x, y, z; a zero anywhere skips the dispatch. */
export type Grid = readonly [number, number, number];

export interface Dispatch {
  readonly kernel: Kernel;
  readonly buffers: readonly BufferSlice[];
  /** x, y, z, w of `args` in the kernel. */
  readonly args: readonly [number, number, number, number];
  readonly grid: (sizes: Sizes) => Grid;
  /** Rough floating-point operations, for keeping a submit short; 0 where memory traffic is all there is. */
  readonly flops: (sizes: Sizes) => number;
}

export interface DispatchRequest {
  readonly kernel: Kernel;
  readonly buffers: readonly Bindable[];
  readonly args?: readonly number[];
  readonly grid: (sizes: Sizes) => Grid;
  readonly flops?: (sizes: Sizes) => number;
}

/** A fixed list of dispatches. It is recorded once, before memory exists, and encoded again for every micro-batch. */
export interface Plan {
  readonly name: string;
  readonly dispatches: Dispatch[];
  /**
   * Lanes of a workgroup that reduces: as many as asked for, or the fewest that the reductions allow on adapters that pay for every lane that
   * waits at a barrier (SwiftShader: 2.5 ms for a row of 259 logits with 256 lanes).
   */
  lanes(wide: number): number;
  /** The adapter pays for waiting lanes and for workgroup memory: kernels without them are preferred. */
  readonly narrow: boolean;
  /** A buffer that lives from the first to the last dispatch that names it. `count`: f32 or u32 elements at capacity. */
  transient(name: string, count: number): BufferRef;
  dispatch(request: DispatchRequest): void;
}

/** `narrow`: reductions take 16 lanes. */
export function createPlan(name: string, options: { readonly narrow?: boolean } = {}): Plan {
  const dispatches: Dispatch[] = [];
  return {
    name,
    dispatches,
    narrow: options.narrow ?? false,
    lanes: (wide) => (options.narrow ? 16 : wide),
    transient: (label, count) => transientBuffer(`${name}.${label}`, count * 4),
    dispatch({ kernel, buffers, args = [], grid, flops }) {
      const slices = buffers.map(asSlice);
      if (slices.length !== kernel.definition.access.length) {
        throw new Error(
          `Assertion failed: ${kernel.definition.name} takes ${kernel.definition.access.length} buffers, got ${slices.length}`,
        );
      }
      const [x = 0, y = 0, z = 0, w = 0] = args;
      dispatches.push({ kernel, buffers: slices, args: [x, y, z, w], grid, flops: flops ?? (() => 0) });
    },
  };
}

/** A transient in parts of `counts` f32, each of which begins where a binding may. */
export function transientParts(plan: Plan, label: string, counts: readonly number[]): BufferSlice[] {
  const begins: number[] = [];
  let end = 0;
  for (const count of counts) {
    begins.push(end);
    end += alignBytes(count * 4) / 4;
  }
  const buffer = plan.transient(label, end);
  return counts.map((count, i) => slice(buffer, begins[i], count));
}

/** The same plan for what is only to be done for some sizes. */
export function onlyWhen(plan: Plan, when: (sizes: Sizes) => boolean): Plan {
  return {
    ...plan,
    dispatch: (request) =>
      plan.dispatch({ ...request, grid: (sizes) => (when(sizes) ? request.grid(sizes) : [0, 0, 0]) }),
  };
}

export function ceilDiv(a: number, b: number): number {
  return Math.ceil(a / b);
}

/** WebGPU's largest count of workgroups in one dimension. */
const MAX_WORKGROUPS = 65535;

/** `count` workgroups folded into x and y; kernels read the index with linearIndex or y * groups.x + x. */
export function fold(count: number): Grid {
  if (count <= MAX_WORKGROUPS) return [count, 1, 1];
  return [MAX_WORKGROUPS, ceilDiv(count, MAX_WORKGROUPS), 1];
}

/** Grid of a 1-D kernel of 256 invocations per workgroup over `items`. */
export function linearGrid(items: number): Grid {
  return fold(ceilDiv(items, 256));
}
