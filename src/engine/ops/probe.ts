import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import copySource from '../../../shaders/probe/copy.wgsl?raw';
import multiplyAddSource from '../../../shaders/probe/multiplyAdd.wgsl?raw';
import type { BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, fold, linearGrid, type Plan } from '../gpu/plan.ts';

const MULTIPLY_ADD: KernelDefinition = {
  name: 'probeMultiplyAdd',
  source: multiplyAddSource,
  libs: [linearSource],
  access: ['read', 'write'],
};
const COPY: KernelDefinition = { name: 'probeCopy', source: copySource, libs: [], access: ['read', 'write'] };

/** Floating-point operations of one invocation and step of `multiplyAdd`. */
export const MULTIPLY_ADD_FLOPS = 64;

/** `count` invocations of 8 vec4 multiply-adds per step, from registers to registers. x: two vec4, factor and addend; y [count] vec4. */
export function multiplyAdd(
  plan: Plan,
  shape: { readonly count: number; readonly steps: number },
  b: { readonly x: BufferRef; readonly y: BufferRef },
): void {
  plan.dispatch({
    kernel: specialise(MULTIPLY_ADD, { COUNT: shape.count, STEPS: shape.steps }),
    buffers: [b.x, b.y],
    grid: () => linearGrid(shape.count),
    flops: () => shape.count * shape.steps * MULTIPLY_ADD_FLOPS,
  });
}

/** y = x, `count` f32 (a multiple of 4); `per` vec4 per invocation. */
export function copyProbe(
  plan: Plan,
  shape: { readonly count: number; readonly per: number },
  b: { readonly x: BufferRef | BufferSlice; readonly y: BufferRef },
): void {
  plan.dispatch({
    kernel: specialise(COPY, { COUNT: shape.count / 4, PER: shape.per }),
    buffers: [b.x, b.y],
    grid: () => fold(ceilDiv(shape.count / 4, 256 * shape.per)),
  });
}
