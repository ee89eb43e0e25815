import domainSource from '../../../shaders/lib/domain.wgsl?raw';
import reduceSource from '../../../shaders/lib/reduce.wgsl?raw';
import backwardSource from '../../../shaders/norm/rmsNormBackward.wgsl?raw';
import forwardSource from '../../../shaders/norm/rmsNormForward.wgsl?raw';
import type { Bindable, BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { fold, type Plan } from '../gpu/plan.ts';
import { type Domain, domainBegin, domainConstants, rowsOf } from './domain.ts';
import { laneOf, withLanes } from './lanes.ts';

const FORWARD: KernelDefinition = {
  name: 'rmsNormForward',
  source: forwardSource,
  libs: [domainSource, reduceSource],
  access: ['read', 'read', 'write', 'write'],
};
const BACKWARD: KernelDefinition = {
  name: 'rmsNormBackward',
  source: backwardSource,
  libs: [domainSource, reduceSource],
  access: ['read', 'read', 'read', 'read', 'write'],
};

interface NormShape {
  readonly domain: Domain;
  /** D, or Dh for the per-head norm of Qwen3. */
  readonly width: number;
}

/** Invocations per row: two or more pieces of it for each. */
export function lanesFor(width: number): number {
  const pieces = width / laneOf(width);
  return pieces >= 256 ? 128 : pieces >= 128 ? 64 : 32;
}

export interface NormBuffers {
  readonly x: Bindable;
  readonly w: BufferRef;
  readonly y: BufferRef;
  readonly rstd: BufferRef;
}

/** y = w * x * rstd, rstd = (mean(x^2) + eps)^(-1/2) per row. x, y [M, D], w [D], rstd [M]. */
export function rmsNormForward(
  plan: Plan,
  shape: NormShape & {
    readonly eps: number;
    /** With fewer rows nothing is computed: the products that read y do it themselves (FewNorm). */
    readonly fromRows?: number;
  },
  b: NormBuffers,
): void {
  const { domain, width, eps, fromRows = 0 } = shape;
  plan.dispatch({
    kernel: specialise(withLanes(FORWARD, width), {
      ...domainConstants(domain),
      WIDTH: width,
      LANES: plan.lanes(lanesFor(width)),
      EPS: { f32: eps },
    }),
    buffers: [b.x, b.w, b.y, b.rstd],
    args: [domainBegin(domain)],
    grid: (sizes) => {
      const rows = rowsOf(domain, sizes);
      return fold(rows < fromRows ? 0 : rows);
    },
  });
}

/** dx (+)= rstd (g - xhat mean(g xhat)), g = dy w, xhat = x rstd. The weight is frozen: no dw. `accumulate` adds to the residual's gradient. */
export function rmsNormBackward(
  plan: Plan,
  shape: NormShape & { readonly accumulate: boolean },
  b: { x: Bindable; w: BufferRef; rstd: BufferRef; dy: Bindable; dx: Bindable },
): void {
  const { domain, width, accumulate } = shape;
  plan.dispatch({
    kernel: specialise(withLanes(BACKWARD, width), {
      ...domainConstants(domain),
      WIDTH: width,
      LANES: plan.lanes(lanesFor(width)),
      ACCUMULATE: accumulate,
    }),
    buffers: [b.x, b.w, b.rstd, b.dy, b.dx],
    args: [domainBegin(domain)],
    grid: (sizes) => fold(rowsOf(domain, sizes)),
  });
}
