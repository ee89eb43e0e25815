import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import backwardSource from '../../../shaders/mlp/swigluBackward.wgsl?raw';
import forwardSource from '../../../shaders/mlp/swigluForward.wgsl?raw';
import type { Bindable, BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { linearGrid, type Plan } from '../gpu/plan.ts';

const FORWARD: KernelDefinition = {
  name: 'swigluForward',
  source: forwardSource,
  libs: [linearSource],
  access: ['read', 'read', 'write'],
};
const BACKWARD: KernelDefinition = {
  name: 'swigluBackward',
  source: backwardSource,
  libs: [linearSource],
  access: ['read', 'write', 'write'],
};

/** h = silu(e) * g with silu(e) = e sigmoid(e). e (gate), g (up), h: [T, F]. */
export function swigluForward(plan: Plan, width: number, b: { e: Bindable; g: Bindable; h: BufferRef }): void {
  plan.dispatch({
    kernel: specialise(FORWARD, { WIDTH: width }),
    buffers: [b.e, b.g, b.h],
    grid: ({ tokens }) => linearGrid((tokens * width) / 4),
  });
}

/** de = dh g s (1 + e (1 - s)), dg = dh e s, s = sigmoid(e); de overwrites e, dg overwrites g. */
export function swigluBackward(plan: Plan, width: number, b: { dh: BufferRef; e: Bindable; g: Bindable }): void {
  plan.dispatch({
    kernel: specialise(BACKWARD, { WIDTH: width }),
    buffers: [b.dh, b.e, b.g],
    grid: ({ tokens }) => linearGrid((tokens * width) / 4),
  });
}
