import { describe, expect, test } from 'vitest';
import { UserError } from '../../lib/errors.ts';
import { persistentBuffer, slice } from './buffers.ts';
import { layoutMemory } from './memory.ts';
import { createPlan, fold } from './plan.ts';
import { paperKernel } from './testing/kernels.ts';

const LIMITS = { maxBufferSize: 4096, maxStorageBufferBindingSize: 2048 } as GPUSupportedLimits;
const KERNEL = paperKernel(['read', 'write']);
const grid = () => fold(1);

describe('the memory layout', () => {
  test('lists persistent buffers by purpose and slabs, and adds them up', () => {
    const plan = createPlan('train');
    const x = plan.transient('x', 64);
    const y = plan.transient('y', 128);
    plan.dispatch({ kernel: KERNEL, buffers: [persistentBuffer('weights/q', 256), x], grid });
    plan.dispatch({ kernel: KERNEL, buffers: [persistentBuffer('weights/k', 512), x], grid });
    plan.dispatch({ kernel: KERNEL, buffers: [x, y], grid });
    plan.dispatch({ kernel: KERNEL, buffers: [y, persistentBuffer('adapter', 256)], grid });
    expect(layoutMemory([plan], LIMITS).plan).toEqual({
      totalBytes: 256 + 512 + 256 + 512 + 256,
      items: [
        { name: 'weights', sizeBytes: 768 },
        { name: 'adapter', sizeBytes: 256 },
        { name: 'activations, slab 1', sizeBytes: 512 },
        { name: 'activations, slab 2', sizeBytes: 256 },
      ],
    });
  });

  test('lets plans share slabs and buffers, since they run one after another', () => {
    const shared = persistentBuffer('weights', 1024);
    const plans = [64, 256, 128].map((count, i) => {
      const plan = createPlan(`plan ${i}`);
      plan.dispatch({ kernel: KERNEL, buffers: [shared, plan.transient('y', count)], grid });
      return plan;
    });
    const layout = layoutMemory(plans, LIMITS);
    expect(layout.slabBytes).toEqual([1024]);
    expect(layout.persistent).toEqual([shared]);
    expect(layout.plan.totalBytes).toBe(2048);
    expect(layout.placements.size).toBe(3);
  });

  test('names the buffer whose binding is larger than the GPU grants, and takes it in slices', () => {
    const large = persistentBuffer('embedding', 4096);
    const bind = (buffers: Parameters<ReturnType<typeof createPlan>['dispatch']>[0]['buffers']) => {
      const plan = createPlan('train');
      plan.dispatch({ kernel: KERNEL, buffers, grid });
      return layoutMemory([plan], LIMITS);
    };
    const y = persistentBuffer('y', 256);
    expect(() => bind([large, y])).toThrow(UserError);
    expect(() => bind([large, y])).toThrow('embedding needs 4096 bytes in one GPU buffer, this adapter grants 2048');
    expect(bind([slice(large, 512, 512), y]).plan.totalBytes).toBe(4096 + 256);
  });

  test('names the persistent buffer that is larger than a buffer may be', () => {
    const plan = createPlan('train');
    const large = persistentBuffer('embedding', 8192);
    plan.dispatch({ kernel: KERNEL, buffers: [slice(large, 0, 64), persistentBuffer('y', 256)], grid });
    expect(() => layoutMemory([plan], LIMITS)).toThrow(
      'embedding needs 8192 bytes in one GPU buffer, this adapter grants 4096',
    );
  });
});
