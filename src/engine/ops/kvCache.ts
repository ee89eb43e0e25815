import appendSource from '../../../shaders/attention/appendCache.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import type { BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { linearGrid, type Plan } from '../gpu/plan.ts';

const APPEND: KernelDefinition = {
  name: 'appendCache',
  source: appendSource,
  libs: [linearSource],
  access: ['read', 'read', 'write'],
};

/** cache[segmentEnd[t] - 1] = x[t]: keys after the rotation, or values, of the new tokens. x [T, G Dh], cache [rows, G Dh], segmentEnd [T] u32. */
export function appendCache(
  plan: Plan,
  width: number,
  b: { x: BufferRef; segmentEnd: BufferRef; cache: BufferRef },
): void {
  plan.dispatch({
    kernel: specialise(APPEND, { WIDTH: width }),
    buffers: [b.x, b.segmentEnd, b.cache],
    grid: ({ tokens }) => linearGrid((tokens * width) / 4),
  });
}
