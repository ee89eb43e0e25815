import { createRandom } from '../../lib/random.ts';
import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import { allocateMemory, layoutMemory } from '../gpu/memory.ts';
import { createPlan, type Plan } from '../gpu/plan.ts';
import { createProgram } from '../gpu/program.ts';
import { readBuffer } from '../gpu/readback.ts';
import type { SubmitQueue } from '../gpu/submitQueue.ts';
import {
  type AttentionShape,
  type AttentionVariant,
  attentionBackwardKeyValue,
  attentionBackwardQuery,
  attentionDelta,
  attentionForward,
} from '../ops/attention.ts';

/** Documents of a probe: tiles that are masked, whole, shared by two documents and cut off at the end. */
const PROBE_DOCUMENTS: readonly number[] = [3, 150, 40];

const RESULTS = ['o', 'lse', 'dq', 'dk', 'dv'] as const;
type Results = Record<(typeof RESULTS)[number], Float32Array>;
/** Largest difference of each result, as a share of its largest element. */
export type AttentionErrors = Record<(typeof RESULTS)[number], number>;

/** Attention of random documents, forward and backward, with `variant` against the f32 kernels in tiles. */
export async function attentionErrors(
  { gpu, queue }: { readonly gpu: GpuContext; readonly queue: SubmitQueue },
  shape: AttentionShape,
  variant: AttentionVariant,
  documents = PROBE_DOCUMENTS,
): Promise<AttentionErrors> {
  const { heads, kvHeads, headDim } = shape;
  const tokens = documents.reduce((sum, length) => sum + length, 0);
  const buffer = (name: string, perToken: number) => persistentBuffer(`probe/${name}`, tokens * perToken * 4);
  const wide = heads * headDim;
  const narrow = kvHeads * headDim;
  const b = {
    ...{ q: buffer('q', wide), k: buffer('k', narrow), v: buffer('v', narrow), dO: buffer('dO', wide) },
    ...{ o: buffer('o', wide), lse: buffer('lse', heads), delta: buffer('delta', heads) },
    ...{ dq: buffer('dq', wide), dk: buffer('dk', narrow), dv: buffer('dv', narrow) },
    ...{ segmentStart: buffer('start', 1), segmentEnd: buffer('end', 1) },
  };
  const random = createRandom(13);
  const normals = (perToken: number) => Float32Array.from({ length: tokens * perToken }, () => random.normal());
  const begins = documents.flatMap((length, i) => Array<number>(length).fill(sum(documents.slice(0, i))));
  const ends = documents.flatMap((length, i) => Array<number>(length).fill(sum(documents.slice(0, i + 1))));
  const inputs = new Map<BufferRef, Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>([
    ...([b.q, b.dO].map((ref) => [ref, normals(wide)]) as [BufferRef, Float32Array<ArrayBuffer>][]),
    ...([b.k, b.v].map((ref) => [ref, normals(narrow)]) as [BufferRef, Float32Array<ArrayBuffer>][]),
    [b.segmentStart, Uint32Array.from(begins)],
    [b.segmentEnd, Uint32Array.from(ends)],
  ]);
  const record = (name: AttentionVariant): Plan => {
    const plan = createPlan(`attention probe, ${name}`, { narrow: gpu.description.software });
    const asked = { ...shape, variant: name };
    attentionForward(plan, asked, b);
    attentionDelta(plan, asked, b);
    attentionBackwardQuery(plan, asked, b, b);
    attentionBackwardKeyValue(plan, asked, b, { ...b, tokens });
    return plan;
  };
  const plans = [record(variant), record('block32')];
  await gpu.pipelines.compile(plans.flatMap((plan) => plan.dispatches.map(({ kernel }) => kernel)));
  const memory = await allocateMemory(gpu.device, layoutMemory(plans, gpu.device.limits));
  try {
    for (const [ref, data] of inputs) gpu.device.queue.writeBuffer(memory.buffer(ref), 0, data);
    const run = async (plan: Plan): Promise<Results> => {
      const program = createProgram(gpu.device, plan, memory, gpu.pipelines, queue);
      await program.run({ tokens, rows: 0 });
      const found: Partial<Results> = {};
      for (const name of RESULTS)
        found[name] = new Float32Array(await readBuffer(gpu, memory.buffer(b[name]), 0, b[name].sizeBytes));
      program.destroy();
      return found as Results;
    };
    const [got, expected] = [await run(plans[0] as Plan), await run(plans[1] as Plan)];
    return Object.fromEntries(RESULTS.map((name) => [name, worstOf(got[name], expected[name])])) as AttentionErrors;
  } finally {
    memory.destroy();
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

/** max |got - expected| / max |expected|; NaN where either holds one. */
function worstOf(got: Float32Array, expected: Float32Array): number {
  let worst = 0;
  let largest = 0;
  for (const [i, e] of expected.entries()) {
    const error = Math.abs((got[i] as number) - e);
    if (!(error <= worst)) worst = error; // NaN stays
    largest = Math.max(largest, Math.abs(e));
  }
  return worst / largest;
}
