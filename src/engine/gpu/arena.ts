import { UserError } from '../../lib/errors.ts';
import type { BufferRef } from './buffers.ts';
import type { Plan } from './plan.ts';

/** Where a transient buffer lies. */
export interface Placement {
  readonly slab: number;
  readonly offsetBytes: number;
}

export interface ArenaLayout {
  readonly slabBytes: readonly number[];
  readonly placements: ReadonlyMap<BufferRef, Placement>;
}

interface Span {
  readonly buffer: BufferRef;
  readonly first: number;
  last: number;
  /** Buffers that some dispatch reads while it writes this one, or the other way round. */
  readonly rivals: Set<Span>;
}

/**
 * Lays the transient buffers of one plan into slabs. Two buffers share bytes when their lifetimes are disjoint, and never share a slab when a
 * dispatch reads one and writes the other: WebGPU forbids that on one GPUBuffer even for disjoint ranges. What is kept lives through the whole plan.
 * Largest first, each at the lowest free offset of the slab that grows least.
 * @throws UserError when one buffer is larger than `maxSlabBytes`.
 */
export function layoutPlan(plan: Plan, maxSlabBytes: number): ArenaLayout {
  const spans = [...spansOf(plan).values()];
  spans.sort((a, b) => b.buffer.sizeBytes - a.buffer.sizeBytes || a.first - b.first);
  const slabs: { bytes: number; members: { span: Span; offsetBytes: number }[] }[] = [];
  const placements = new Map<BufferRef, Placement>();
  for (const span of spans) {
    const size = span.buffer.sizeBytes;
    if (size > maxSlabBytes) {
      throw new UserError(`${span.buffer.name} needs ${size} bytes, the GPU grants ${maxSlabBytes} per buffer.`, {
        remedy: 'Use a shorter maximum length or a smaller batch.',
      });
    }
    let best: { slab: number; offsetBytes: number; growth: number } | null = null;
    slabs.forEach((slab, index) => {
      if (slab.members.some((m) => span.rivals.has(m.span))) return;
      const offsetBytes = lowestOffset(span, slab.members);
      const growth = Math.max(0, offsetBytes + size - slab.bytes);
      if (offsetBytes + size <= maxSlabBytes && (best === null || growth < best.growth))
        best = { slab: index, offsetBytes, growth };
    });
    if (best === null) {
      slabs.push({ bytes: 0, members: [] });
      best = { slab: slabs.length - 1, offsetBytes: 0, growth: size };
    }
    const { slab: index, offsetBytes } = best as { slab: number; offsetBytes: number };
    const slab = slabs[index];
    slab.members.push({ span, offsetBytes });
    slab.bytes = Math.max(slab.bytes, offsetBytes + size);
    placements.set(span.buffer, { slab: index, offsetBytes });
  }
  return { slabBytes: slabs.map((s) => s.bytes), placements };
}

function spansOf(plan: Plan): Map<BufferRef, Span> {
  const spans = new Map<BufferRef, Span>();
  plan.dispatches.forEach((dispatch, at) => {
    const here = dispatch.buffers.map(({ buffer }) => {
      if (buffer.lifetime === 'persistent') return null;
      let span = spans.get(buffer);
      if (!span) {
        span = { buffer, first: buffer.kept ? 0 : at, last: at, rivals: new Set() };
        spans.set(buffer, span);
      }
      span.last = buffer.kept ? plan.dispatches.length - 1 : at;
      return span;
    });
    const access = dispatch.kernel.definition.access;
    here.forEach((a, i) => {
      here.forEach((b, j) => {
        if (a && b && a !== b && access[i] === 'write' && access[j] === 'read') {
          a.rivals.add(b);
          b.rivals.add(a);
        }
      });
    });
  });
  return spans;
}

function lowestOffset(span: Span, members: readonly { span: Span; offsetBytes: number }[]): number {
  const alive = members
    .filter((m) => m.span.first <= span.last && span.first <= m.span.last)
    .sort((a, b) => a.offsetBytes - b.offsetBytes);
  let offset = 0;
  for (const m of alive) {
    if (m.offsetBytes - offset >= span.buffer.sizeBytes) break;
    offset = Math.max(offset, m.offsetBytes + m.span.buffer.sizeBytes);
  }
  return offset;
}
