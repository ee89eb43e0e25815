import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import {
  type AttentionShape,
  attentionBackwardKeyValue,
  attentionBackwardQuery,
  attentionDelta,
  attentionForward,
} from '../ops/attention.ts';
import { type PlanTime, timePlan } from './timePlan.ts';

export interface AttentionTime extends PlanTime {
  readonly direction: 'forward' | 'backward';
  /** Of the causal half: 4 Dh per head and pair forward (two products), 10 Dh backward (five). */
  readonly flops: number;
}

/** Attention of `documents` of `tokens` each, causal, forward and backward (row sums, dQ, dK and dV together). */
export async function measureAttention(
  gpu: GpuContext,
  shape: AttentionShape,
  { tokens: length, documents }: { readonly tokens: number; readonly documents: number },
  each: boolean,
): Promise<AttentionTime[]> {
  const { heads, kvHeads, headDim } = shape;
  const tokens = length * documents;
  const wide = (name: string) => persistentBuffer(`attention/${name}`, tokens * heads * headDim * 4);
  const narrow = (name: string) => persistentBuffer(`attention/${name}`, tokens * kvHeads * headDim * 4);
  const perHead = (name: string) => persistentBuffer(`attention/${name}`, tokens * heads * 4);
  const [segmentStart, segmentEnd] = ['start', 'end'].map((name) =>
    persistentBuffer(`attention/${name}`, tokens * 4),
  ) as [BufferRef, BufferRef];
  const [q, o, dO, dq] = ['q', 'o', 'dO', 'dq'].map(wide) as [BufferRef, BufferRef, BufferRef, BufferRef];
  const [k, v, dk, dv] = ['k', 'v', 'dk', 'dv'].map(narrow) as [BufferRef, BufferRef, BufferRef, BufferRef];
  const [lse, delta] = ['lse', 'delta'].map(perHead) as [BufferRef, BufferRef];
  const b = { q, k, v, o, lse, segmentStart, segmentEnd };
  const fill = new Map([
    [segmentStart, Uint32Array.from({ length: tokens }, (_, i) => i - (i % length))],
    [segmentEnd, Uint32Array.from({ length: tokens }, (_, i) => i - (i % length) + length)],
  ]);
  const frame = { tokens, rows: 0 };
  const perPair = documents * heads * headDim * (length * (length + 1)) * 0.5;
  const forward = await timePlan(
    gpu,
    { name: 'attention', frame, fill, record: (plan) => attentionForward(plan, shape, b) },
    each,
  );
  const backward = await timePlan(
    gpu,
    {
      ...{ name: 'attention, backward', frame, fill },
      record: (plan) => {
        attentionDelta(plan, shape, { o, dO, delta });
        attentionBackwardQuery(plan, shape, b, { dO, delta, dq });
        attentionBackwardKeyValue(plan, shape, b, { dO, delta, dk, dv, tokens });
      },
    },
    each,
  );
  return [
    { direction: 'forward', flops: 4 * perPair, ...forward },
    { direction: 'backward', flops: 10 * perPair, ...backward },
  ];
}
