import { f32ToBf16, f32ToF16 } from '../../formats/floats.ts';
import { packedForGpu, quantiseNf4 } from '../../formats/nf4.ts';
import { NF4_CODE } from '../../formats/nf4Tables.ts';
import { RunError } from '../../lib/errors.ts';
import { createRandom } from '../../lib/random.ts';
import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import { allocateMemory, layoutMemory } from '../gpu/memory.ts';
import { createPlan, type Plan } from '../gpu/plan.ts';
import { createProgram } from '../gpu/program.ts';
import { readBuffer } from '../gpu/readback.ts';
import type { SubmitQueue } from '../gpu/submitQueue.ts';
import { TOKENS } from '../ops/domain.ts';
import { MATMUL_VARIANTS, type MatmulVariant, matmulBackward, matmulChoiceKey, matmulForward } from '../ops/matmul.ts';
import { denseBytes, type Weight } from '../ops/weight.ts';
import type { KernelChoices } from '../types.ts';
import type { ModelWeights } from './weights.ts';

/** One probe: large enough to tell the variants apart, 4 MFLOP so that a software GPU at 0.5 GFLOP/s needs 8 ms. */
const PROBE = { rows: 64, out: 128, in: 256 } as const;
/** Below this a probe measures the submit more than the kernel, so REPEATS of them share one. */
const PROBE_MS = 4;
const REPEATS = 32;

/** Key of the choice between wide and narrow workgroups for reductions; software adapters take the narrow ones (Plan.lanes). */
export const REDUCTION = 'reduction';

export interface Chooser {
  readonly gpu: GpuContext;
  readonly queue: SubmitQueue;
}

/**
 * Times every matmul variant that the model will use on this adapter and keeps the fastest of those whose result is right: the numerics
 * self-check that stands before all training. Choices in `known` (a checkpoint's), and those timed before on
 * this device, are checked but not timed.
 * @throws RunError when no variant of a kernel computes the right product.
 */
export async function chooseKernels(
  c: Chooser,
  weights: ModelWeights,
  known: KernelChoices,
  onDone: (done: number, total: number) => void,
): Promise<KernelChoices> {
  const kinds = new Map<string, Weight>();
  for (const weight of [...Object.values(weights.layers[0]?.linears ?? {}), ...weights.head.map((s) => s.weight)]) {
    kinds.set(matmulChoiceKey('Forward', weight), weight);
  }
  const choices: Record<string, string> = {
    [REDUCTION]: known[REDUCTION] ?? (c.gpu.description.software ? 'narrow' : 'wide'),
  };
  const total = kinds.size * 2;
  let done = 0;
  for (const weight of kinds.values()) {
    const probe = probeWeight(weight);
    for (const direction of ['Forward', 'Backward'] as const) {
      const key = matmulChoiceKey(direction, weight);
      const timed = known[key] ?? c.gpu.timed.get(key);
      const candidates = timed ? [timed] : variantsFor(weight, c.gpu.description.software);
      let best: { variant: string; ms: number } | null = null;
      for (const variant of candidates) {
        const ms = await measure(c, probe, direction, { [key]: variant }, candidates.length > 1);
        if (ms !== null && (best === null || ms < best.ms)) best = { variant, ms };
      }
      if (!best)
        throw new RunError(
          `This GPU computes ${key} wrongly with every available program; training on it would be meaningless. Update the driver or use another browser.`,
        );
      choices[key] = best.variant;
      c.gpu.timed.set(key, best.variant);
      onDone(++done, total);
    }
  }
  return choices;
}

/**
 * What is worth timing. `scratch` is about decoding NF4. On software adapters `tile` is left out: SwiftShader needs 2 s to compile each tile kernel
 * (it unrolls the zeroing of workgroup memory), four of them before a run could start, and then runs them at less than half of `register`'s speed.
 */
function variantsFor(weight: Weight, software: boolean): readonly MatmulVariant[] {
  return MATMUL_VARIANTS.filter((v) => (v !== 'scratch' || weight.kind === 'nf4') && (v !== 'tile' || !software));
}

interface Probe {
  readonly weight: Weight;
  /** Contents of the weight's buffers. */
  readonly data: ReadonlyMap<BufferRef, Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>;
  /** The matrix as the kernels should see it, [out, in]. */
  readonly matrix: Float32Array;
}

/** A random matrix in the storage of `like`. 16-bit values are built from bits with moderate exponents, so both kinds widen exactly. */
function probeWeight(like: Weight): Probe {
  const random = createRandom(7);
  const count = PROBE.out * PROBE.in;
  const shape = { outFeatures: PROBE.out, inFeatures: PROBE.in };
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = (random.integer(255) - 127) / 128;
  if (like.kind === 'nf4') {
    const quantised = quantiseNf4(values, [PROBE.out, PROBE.in], { doubleQuant: false });
    const weight = {
      kind: 'nf4',
      ...shape,
      codes: persistentBuffer('probe/codes', count / 2),
      absmax: persistentBuffer('probe/absmax', count / 16),
      levels: persistentBuffer('probe/levels', 64),
    } as const;
    const matrix = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const byte = quantised.packed[i >> 1] as number;
      matrix[i] = (NF4_CODE[i % 2 === 0 ? byte >> 4 : byte % 16] as number) * (quantised.absmax[i >> 6] as number);
    }
    return {
      weight,
      matrix,
      data: new Map<BufferRef, Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>([
        [weight.codes, packedForGpu(quantised)],
        [weight.absmax, quantised.absmax],
        [weight.levels, NF4_CODE],
      ]),
    };
  }
  const weight = {
    kind: 'dense',
    dtype: like.dtype,
    ...shape,
    data: persistentBuffer('probe/data', count * denseBytes(like.dtype)),
  } as const;
  return { weight, matrix: values, data: new Map([[weight.data, encode(values, like.dtype)]]) };
}

function encode(values: Float32Array<ArrayBuffer>, dtype: 'f32' | 'f16' | 'bf16'): Uint8Array<ArrayBuffer> {
  if (dtype === 'f32') return new Uint8Array(values.buffer);
  const bits = dtype === 'f16' ? f32ToF16(values) : f32ToBf16(values);
  return new Uint8Array(bits.buffer);
}

/** Milliseconds of one probe, 0 when not timed, null when the product is wrong. */
async function measure(
  { gpu, queue }: Chooser,
  probe: Probe,
  direction: 'Forward' | 'Backward',
  choices: KernelChoices,
  timed: boolean,
): Promise<number | null> {
  const { rows, out, in: width } = PROBE;
  const [from, to] = direction === 'Forward' ? [width, out] : [out, width];
  const input = persistentBuffer('probe/input', rows * from * 4);
  const output = persistentBuffer('probe/output', rows * to * 4);
  const record = (repeats: number) => {
    const plan = createPlan('probe');
    for (let i = 0; i < repeats; i++) {
      const request = { domain: TOKENS, weight: probe.weight, output: { mode: 'write' }, choices } as const;
      if (direction === 'Forward') matmulForward(plan, { ...request, x: input, y: output });
      else matmulBackward(plan, { ...request, dy: input, dx: output });
    }
    return plan;
  };
  const plan = record(1);
  const repeated = record(REPEATS);
  await gpu.pipelines.compile(plan.dispatches.map((d) => d.kernel));
  const memory = await allocateMemory(gpu.device, layoutMemory([plan, repeated], gpu.device.limits));
  try {
    const random = createRandom(11);
    const x = new Float32Array(rows * from);
    for (let i = 0; i < x.length; i++) x[i] = random.next() - 0.5;
    gpu.device.queue.writeBuffer(memory.buffer(input), 0, x);
    for (const [buffer, data] of probe.data) gpu.device.queue.writeBuffer(memory.buffer(buffer), 0, data);
    const time = async (what: Plan) => {
      const program = createProgram(gpu.device, what, memory, gpu.pipelines, queue);
      const startMs = performance.now();
      await program.run({ tokens: rows, rows: 0 });
      await queue.idle();
      const tookMs = performance.now() - startMs;
      program.destroy();
      return tookMs;
    };
    const first = await time(plan);
    const y = new Float32Array(await readBuffer(gpu, memory.buffer(output), 0, rows * to * 4));
    if (!isProduct(direction, probe.matrix, x, y)) return null;
    if (!timed) return 0;
    const again = await time(plan); // the first run may have compiled
    if (Math.min(first, again) > PROBE_MS) return again;
    return Math.min(await time(repeated), await time(repeated)) / REPEATS;
  } finally {
    memory.destroy();
  }
}

/** Compares every 37th element with a sum in f64; f32 sums of 256 products stay within 1e-5 of the largest. */
function isProduct(direction: 'Forward' | 'Backward', matrix: Float32Array, x: Float32Array, y: Float32Array): boolean {
  const { out, in: width } = PROBE;
  const [from, to] = direction === 'Forward' ? [width, out] : [out, width];
  for (let at = 0; at < y.length; at += 37) {
    const row = Math.floor(at / to);
    const column = at % to;
    let sum = 0;
    for (let k = 0; k < from; k++)
      sum +=
        (x[row * from + k] as number) *
        (matrix[direction === 'Forward' ? column * width + k : k * width + column] as number);
    if (!(Math.abs(sum - (y[at] as number)) <= 1e-4)) return false;
  }
  return true;
}
