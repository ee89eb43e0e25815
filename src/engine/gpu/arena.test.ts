import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../lib/errors.ts';
import { layoutPlan } from './arena.ts';
import { type BufferRef, persistentBuffer } from './buffers.ts';
import { createPlan, type Plan } from './plan.ts';
import { conflictsOf } from './testing/arenaConflicts.ts';
import { paperKernel } from './testing/kernels.ts';

const MAX = 2 ** 28;

function dispatch(plan: Plan, reads: readonly BufferRef[], writes: readonly BufferRef[]): void {
  const access = [...reads.map(() => 'read' as const), ...writes.map(() => 'write' as const)];
  plan.dispatch({ kernel: paperKernel(access), buffers: [...reads, ...writes], grid: () => [1, 1, 1] });
}

/** Up to 12 buffers (some persistent) of 64 to 5000 elements, and up to 25 dispatches of 1 to 6 of them, each read or written. */
const PLANS = fc
  .record({
    buffers: fc.array(fc.record({ count: fc.integer({ min: 1, max: 5000 }), persistent: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    }),
    dispatches: fc.array(
      fc.uniqueArray(fc.record({ buffer: fc.nat(11), write: fc.boolean() }), {
        minLength: 1,
        maxLength: 6,
        selector: ({ buffer }) => buffer,
      }),
      { minLength: 1, maxLength: 25 },
    ),
  })
  .map(({ buffers, dispatches }) => {
    const plan = createPlan('random');
    const refs = buffers.map(({ count, persistent }, i) =>
      persistent && i > 0 ? persistentBuffer(`p${i}`, count * 4) : plan.transient(`t${i}`, count),
    );
    for (const uses of dispatches) {
      const own = new Map(uses.map(({ buffer, write }) => [refs[buffer % refs.length], write]));
      const reads = [...own].filter(([, write]) => !write).map(([ref]) => ref);
      const writes = [...own].filter(([, write]) => write).map(([ref]) => ref);
      dispatch(plan, reads, writes);
    }
    return plan;
  });

describe('the arena', () => {
  test('never lets two live buffers overlap, nor a dispatch read and write one slab', () => {
    fc.assert(
      fc.property(PLANS, (plan) => {
        expect(conflictsOf(plan, layoutPlan(plan, MAX))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps to the largest slab, taking more of them', () => {
    fc.assert(
      fc.property(PLANS, (plan) => {
        const layout = layoutPlan(plan, 20_224);
        expect(conflictsOf(plan, layout)).toEqual([]);
        expect(Math.max(0, ...layout.slabBytes)).toBeLessThanOrEqual(20_224);
      }),
      { numRuns: 200 },
    );
  });

  test('would not pass with everything in one place', () => {
    const plan = createPlan('chain');
    const [a, b] = [plan.transient('a', 64), plan.transient('b', 64)];
    dispatch(plan, [a], [b]);
    const place = { slab: 0, offsetBytes: 0 };
    const layout = {
      slabBytes: [128],
      placements: new Map([
        [a, place],
        [b, place],
      ]),
    };
    expect(conflictsOf(plan, layout)).toEqual([
      'dispatch 0 reads and writes slab 0',
      'chain.a ends at 256 of 128',
      'chain.a and chain.b overlap',
      'chain.b ends at 256 of 128',
    ]);
  });

  test('gives the same layout for the same plan', () => {
    fc.assert(
      fc.property(PLANS, (plan) => {
        expect(layoutPlan(plan, MAX)).toEqual(layoutPlan(plan, MAX));
      }),
      { numRuns: 50 },
    );
  });

  test('runs a chain of any length in two slabs of one buffer each', () => {
    const plan = createPlan('chain');
    const links = Array.from({ length: 12 }, (_, i) => plan.transient(`link ${i}`, 1000));
    for (let i = 1; i < links.length; i++) dispatch(plan, [links[i - 1]], [links[i]]);
    expect(layoutPlan(plan, MAX).slabBytes).toEqual([4096, 4096]);
  });

  test('keeps what is read again at the end', () => {
    const plan = createPlan('residual');
    const [x, a, b, y] = ['x', 'a', 'b', 'y'].map((name) => plan.transient(name, 64));
    dispatch(plan, [], [x]);
    dispatch(plan, [x], [a]);
    dispatch(plan, [a], [b]);
    dispatch(plan, [x, b], [y]);
    const layout = layoutPlan(plan, MAX);
    expect(conflictsOf(plan, layout)).toEqual([]);
    expect(layout.slabBytes.reduce((sum, bytes) => sum + bytes)).toBe(3 * 256);
  });

  test('gives persistent buffers no place, and a plan without transient ones no slab', () => {
    const plan = createPlan('weights');
    dispatch(plan, [persistentBuffer('w', 64)], [persistentBuffer('y', 64)]);
    expect(layoutPlan(plan, MAX)).toEqual({ slabBytes: [], placements: new Map() });
  });

  test('names a buffer that is larger than the GPU grants', () => {
    const plan = createPlan('train');
    dispatch(plan, [], [plan.transient('logits', 1024)]);
    expect(() => layoutPlan(plan, 2048)).toThrow(UserError);
    expect(() => layoutPlan(plan, 2048)).toThrow('train.logits needs 4096 bytes, the GPU grants 2048 per buffer');
  });
});
