import { RunError, UserError } from '../../lib/errors.ts';
import type { MemoryPlan } from '../types.ts';
import { layoutPlan, type Placement } from './arena.ts';
import type { BufferRef, BufferSlice } from './buffers.ts';
import type { Plan } from './plan.ts';

/** Everything a set of plans needs, known before anything is allocated. */
export interface MemoryLayout {
  readonly plan: MemoryPlan;
  readonly persistent: readonly BufferRef[];
  readonly slabBytes: readonly number[];
  readonly placements: ReadonlyMap<BufferRef, Placement>;
}

/** The limits that decide what fits into one buffer and one binding. */
export type BufferLimits = Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>;

/**
 * Plans run one after another, so their transient buffers share one set of slabs, each as large as the most demanding plan needs.
 * @throws UserError when a buffer is larger than the device's limits allow.
 */
export function layoutMemory(plans: readonly Plan[], limits: BufferLimits): MemoryLayout {
  const persistent = new Set<BufferRef>();
  const placements = new Map<BufferRef, Placement>();
  const slabBytes: number[] = [];
  for (const plan of plans) {
    for (const { buffers } of plan.dispatches) {
      for (const s of buffers) {
        if (s.buffer.lifetime === 'persistent') persistent.add(s.buffer);
        if (s.sizeBytes > limits.maxStorageBufferBindingSize)
          throw tooLarge(s.buffer.name, s.sizeBytes, limits.maxStorageBufferBindingSize);
      }
    }
    const layout = layoutPlan(plan, Math.min(limits.maxBufferSize, 2 ** 31));
    for (const [buffer, placement] of layout.placements) placements.set(buffer, placement);
    layout.slabBytes.forEach((bytes, i) => {
      slabBytes[i] = Math.max(slabBytes[i] ?? 0, bytes);
    });
  }
  for (const buffer of persistent) {
    if (buffer.sizeBytes > limits.maxBufferSize) throw tooLarge(buffer.name, buffer.sizeBytes, limits.maxBufferSize);
  }
  const items = [
    ...groupByPurpose(persistent),
    ...slabBytes.map((sizeBytes, i) => ({ name: `activations, slab ${i + 1}`, sizeBytes })),
  ];
  return {
    plan: { totalBytes: items.reduce((sum, item) => sum + item.sizeBytes, 0), items },
    persistent: [...persistent],
    slabBytes,
    placements,
  };
}

function tooLarge(name: string, sizeBytes: number, limit: number): UserError {
  return new UserError(`${name} needs ${sizeBytes} bytes in one GPU buffer, this adapter grants ${limit}.`, {
    remedy: 'Use a shorter maximum length, a smaller batch or a smaller model.',
  });
}

/** Buffers named `purpose/detail` are listed once per purpose. */
function groupByPurpose(buffers: Iterable<BufferRef>): { name: string; sizeBytes: number }[] {
  const sums = new Map<string, number>();
  for (const b of buffers) {
    const purpose = b.name.split('/')[0] as string;
    sums.set(purpose, (sums.get(purpose) ?? 0) + b.sizeBytes);
  }
  return [...sums].map(([name, sizeBytes]) => ({ name, sizeBytes }));
}

/** Allocated memory: resolves the buffers of plans to GPU buffers. */
export interface Memory {
  readonly layout: MemoryLayout;
  binding(slice: BufferSlice): GPUBufferBinding;
  /** The GPU buffer of a persistent buffer. */
  buffer(ref: BufferRef): GPUBuffer;
  /** Whether some plan uses the persistent buffer; the others do not exist. */
  owns(ref: BufferRef): boolean;
  destroy(): void;
}

/** Allocates everything inside error scopes. @throws RunError when the GPU is out of memory. */
export async function allocateMemory(device: GPUDevice, layout: MemoryLayout): Promise<Memory> {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const owned = new Map<BufferRef, GPUBuffer>();
  for (const ref of layout.persistent)
    owned.set(ref, device.createBuffer({ size: ref.sizeBytes, usage, label: ref.name }));
  const slabs = layout.slabBytes.map((size, i) => device.createBuffer({ size, usage, label: `slab ${i + 1}` }));
  const destroy = () => {
    for (const b of owned.values()) b.destroy();
    for (const b of slabs) b.destroy();
  };
  const memoryError = await device.popErrorScope();
  const validationError = await device.popErrorScope();
  if (memoryError || validationError) {
    destroy();
    const what = `The GPU could not provide ${layout.plan.totalBytes} bytes: ${(memoryError ?? validationError)?.message}`;
    throw new RunError(`${what} Use a shorter maximum length, a smaller batch, or turn checkpointing on.`, {
      ...(memoryError && { reason: 'outOfMemory' }),
    });
  }
  const buffer = (ref: BufferRef) => {
    const found = owned.get(ref);
    if (!found) throw new Error(`Assertion failed: ${ref.name} is not in the memory plan`);
    return found;
  };
  return {
    layout,
    buffer,
    owns: (ref) => owned.has(ref),
    binding({ buffer: ref, offsetBytes, sizeBytes }) {
      if (ref.lifetime === 'persistent') return { buffer: buffer(ref), offset: offsetBytes, size: sizeBytes };
      const placement = layout.placements.get(ref);
      if (!placement) throw new Error(`Assertion failed: ${ref.name} has no place in the arena`);
      return {
        buffer: slabs[placement.slab] as GPUBuffer,
        offset: placement.offsetBytes + offsetBytes,
        size: sizeBytes,
      };
    },
    destroy,
  };
}
