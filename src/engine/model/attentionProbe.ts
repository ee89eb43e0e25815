import { createRandom } from '../../lib/random.ts';
import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import { allocateMemory, layoutMemory } from '../gpu/memory.ts';
import { createPlan } from '../gpu/plan.ts';
import { createProgram } from '../gpu/program.ts';
import { readBuffer } from '../gpu/readback.ts';
import type { SubmitQueue } from '../gpu/submitQueue.ts';
import { attentionBackwardRef, attentionDeltaRef, attentionForwardRef } from '../ops/attention.ref.ts';
import {
  type AttentionShape,
  type AttentionVariant,
  attentionBackwardKeyValue,
  attentionBackwardQuery,
  attentionDelta,
  attentionForward,
} from '../ops/attention.ts';
import { periodic } from './periodic.ts';

/** Documents of a probe: tiles that are masked, whole, shared by two documents and cut off at the end. */
const PROBE_DOCUMENTS: readonly number[] = [3, 150, 40];

const RESULTS = ['o', 'lse', 'dq', 'dk', 'dv'] as const;
type Results<T> = Record<(typeof RESULTS)[number], T>;
/** Largest difference of each result, as a share of its largest element. */
export type AttentionErrors = Results<number>;

/** Attention of random documents, forward and backward, whose kernels are being compiled. */
export interface AttentionProbe {
  /** Runs it; compares the heads of the last kv head with sums in f64. @throws RunError where a kernel does not compile. */
  errors(queue: SubmitQueue): Promise<AttentionErrors>;
}

/** The sums in f64 are made here, beside the compiler. */
export function openAttentionProbe(
  gpu: GpuContext,
  shape: AttentionShape,
  variant: AttentionVariant,
  documents = PROBE_DOCUMENTS,
): AttentionProbe {
  const { heads, kvHeads, headDim } = shape;
  const tokens = sum(documents);
  const buffer = (name: string, width: number) => persistentBuffer(`probe/${name}`, tokens * width * 4);
  const wide = heads * headDim;
  const narrow = kvHeads * headDim;
  const perToken = { o: wide, lse: heads, dq: wide, dk: narrow, dv: narrow };
  const b = {
    ...{ q: buffer('q', wide), k: buffer('k', narrow), v: buffer('v', narrow), dO: buffer('dO', wide) },
    ...{ o: buffer('o', wide), lse: buffer('lse', heads), delta: buffer('delta', heads) },
    ...{ dq: buffer('dq', wide), dk: buffer('dk', narrow), dv: buffer('dv', narrow) },
    ...{ segmentStart: buffer('start', 1), segmentEnd: buffer('end', 1) },
  };
  const plan = createPlan(`attention probe, ${variant}`, { narrow: gpu.description.software });
  const asked = { ...shape, variant };
  attentionForward(plan, asked, b);
  attentionDelta(plan, asked, b);
  attentionBackwardQuery(plan, asked, b, b);
  attentionBackwardKeyValue(plan, asked, b, { ...b, tokens });
  const compiled = gpu.pipelines.compile(plan.dispatches.map(({ kernel }) => kernel));
  compiled.catch(() => undefined); // errors() tells

  const random = createRandom(13);
  const normals = (width: number) => periodic(new Float32Array(tokens * width), () => random.normal());
  const input = { q: normals(wide), k: normals(narrow), v: normals(narrow), dO: normals(wide) };
  const segments = segmentsOf(documents);
  const expected = lastGroup(shape, input, segments);
  return {
    async errors(queue) {
      await compiled;
      const memory = await allocateMemory(gpu.device, layoutMemory([plan], gpu.device.limits));
      try {
        const write = (ref: BufferRef, data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) =>
          gpu.device.queue.writeBuffer(memory.buffer(ref), 0, data);
        for (const name of ['q', 'k', 'v', 'dO'] as const) write(b[name], input[name]);
        write(b.segmentStart, segments.start);
        write(b.segmentEnd, segments.end);
        const program = createProgram(gpu.device, plan, memory, gpu.pipelines, queue);
        await program.run({ tokens, rows: 0 });
        const found: Partial<AttentionErrors> = {};
        for (const name of RESULTS) {
          const bytes = await readBuffer(gpu, memory.buffer(b[name]), 0, tokens * perToken[name] * 4);
          const got = new Float32Array(bytes);
          found[name] = worstOf(lastColumns(got, tokens, expected[name].length / tokens), expected[name]);
        }
        program.destroy();
        return found as AttentionErrors;
      } finally {
        memory.destroy();
      }
    },
  };
}

function segmentsOf(documents: readonly number[]) {
  const begins = documents.flatMap((length, i) => Array<number>(length).fill(sum(documents.slice(0, i))));
  const ends = documents.flatMap((length, i) => Array<number>(length).fill(sum(documents.slice(0, i + 1))));
  return { start: Uint32Array.from(begins), end: Uint32Array.from(ends) };
}

/** What the heads of the last kv head make of the input. One of the 8 groups of a Llama-3.2-1B takes 0.06 to 0.1 s. */
function lastGroup(
  { heads, kvHeads, headDim }: AttentionShape,
  input: Readonly<Record<'q' | 'k' | 'v' | 'dO', Float32Array>>,
  segments: { readonly start: Uint32Array; readonly end: Uint32Array },
): Results<Float64Array> {
  const shape = { heads: heads / kvHeads, kvHeads: 1, headDim };
  const tokens = segments.start.length;
  const [q, dO] = [input.q, input.dO].map((of) => lastColumns(of, tokens, shape.heads * headDim)) as Pair;
  const [k, v] = [input.k, input.v].map((of) => lastColumns(of, tokens, headDim)) as Pair;
  const { o, lse } = attentionForwardRef(
    shape,
    ...([q, k, v] as const),
    (i) => segments.start[i] as number,
    (i) => i,
  );
  const delta = attentionDeltaRef(o, dO, headDim);
  return { o, lse, ...attentionBackwardRef(shape, { q, k, v, lse, delta }, dO, segments) };
}

type Pair = [Float64Array, Float64Array];

/** The last `columns` of every row. */
function lastColumns(of: Float32Array, rows: number, columns: number): Float64Array {
  const width = of.length / rows;
  const found = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    found.set(of.subarray((row + 1) * width - columns, (row + 1) * width), row * columns);
  return found;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

/** max |got - expected| / max |expected|; NaN where either holds one. */
function worstOf(got: Float64Array, expected: Float64Array): number {
  let worst = 0;
  let largest = 0;
  for (const [i, e] of expected.entries()) {
    const error = Math.abs((got[i] as number) - e);
    if (!(error <= worst)) worst = error; // NaN stays
    largest = Math.max(largest, Math.abs(e));
  }
  return worst / largest;
}
