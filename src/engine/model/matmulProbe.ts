import { f32ToBf16, f32ToF16 } from '../../formats/floats.ts';
import { packedForGpu, quantiseNf4 } from '../../formats/nf4.ts';
import { NF4_CODE } from '../../formats/nf4Tables.ts';
import { createRandom } from '../../lib/random.ts';
import { bestTime, timeOnce } from '../gpu/bestTime.ts';
import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import type { Kernel } from '../gpu/kernel.ts';
import { allocateMemory, layoutMemory } from '../gpu/memory.ts';
import { createPlan, type Plan } from '../gpu/plan.ts';
import { createProgram, type Program } from '../gpu/program.ts';
import { readBuffer } from '../gpu/readback.ts';
import type { SubmitQueue } from '../gpu/submitQueue.ts';
import { TOKENS } from '../ops/domain.ts';
import { matmulBackward, matmulForward } from '../ops/matmul.ts';
import { type DenseDtype, denseBytes, type Weight } from '../ops/weight.ts';
import type { KernelChoices } from '../types.ts';

/** Size of the product that is timed: [rows, in] x [out, in]^T forward, [rows, out] x [out, in] backward. */
export interface ProbeSize {
  readonly rows: number;
  readonly out: number;
  readonly in: number;
}

/** 1 GFLOP: 64 x 64 tiles fill 128 workgroups, 5 ms on an integrated GPU of 200 GFLOP/s. */
export const GPU_PROBE: ProbeSize = { rows: 512, out: 1024, in: 1024 };
/** Large enough for `matrixScratch` to copy (copiedFrom): 4 GFLOP, 0.04 ms on an H100. */
export const COPIED_PROBE: ProbeSize = { rows: 512, out: 2048, in: 2048 };
/** 4 MFLOP: 8 ms on a software GPU of 0.5 GFLOP/s. */
export const SOFTWARE_PROBE: ProbeSize = { rows: 64, out: 128, in: 256 };

/** Below this a probe measures the submit more than the kernel, so REPEATS of them share one. */
const PROBE_MS = 4;
const REPEATS = 16;
/** Elements of the product that are checked against f64. */
const CHECKED = 2000;

export interface Probe {
  readonly size: ProbeSize;
  readonly weight: Weight;
  /** Contents of the weight's buffers. */
  readonly data: ReadonlyMap<BufferRef, Contents>;
  /** The matrix as the kernels should see it, [out, in]. */
  readonly matrix: Float32Array;
}

type Declared = Pick<Probe, 'size' | 'weight'>;

/** Storage of a weight. */
export type Storage = { readonly kind: 'nf4' } | { readonly kind: 'dense'; readonly dtype: DenseDtype };

/** The weight of a probe, and its buffers in the order of its fields. */
function declareWeight(like: Storage, size: ProbeSize): { readonly weight: Weight; readonly buffers: BufferRef[] } {
  const count = size.out * size.in;
  const shape = { outFeatures: size.out, inFeatures: size.in };
  if (like.kind === 'dense') {
    const data = persistentBuffer('probe/data', count * denseBytes(like.dtype));
    return { weight: { kind: 'dense', dtype: like.dtype, ...shape, data }, buffers: [data] };
  }
  const codes = persistentBuffer('probe/codes', count / 2);
  const absmax = persistentBuffer('probe/absmax', count / 16);
  const levels = persistentBuffer('probe/levels', 64);
  return { weight: { kind: 'nf4', ...shape, codes, absmax, levels }, buffers: [codes, absmax, levels] };
}

/** A probe without contents: enough to know its kernels. */
export function declareProbe(like: Storage, size: ProbeSize): Declared {
  return { size, weight: declareWeight(like, size).weight };
}

/** A random matrix in the storage of `like`. 16-bit values are built from bits with moderate exponents, so both kinds widen exactly. */
export function createProbe(like: Storage, size: ProbeSize): Probe {
  const random = createRandom(7);
  const count = size.out * size.in;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = (random.integer(255) - 127) / 128;
  const { weight, buffers } = declareWeight(like, size);
  const { matrix, contents } = like.kind === 'nf4' ? inNf4(values, size) : inDense(values, like.dtype);
  return { size, weight, matrix, data: new Map(buffers.map((buffer, i) => [buffer, contents[i] as Contents])) };
}

type Contents = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

interface Stored {
  /** As the kernels should see it. */
  readonly matrix: Float32Array;
  /** Of the buffers of declareWeight. */
  readonly contents: readonly Contents[];
}

function inNf4(values: Float32Array<ArrayBuffer>, size: ProbeSize): Stored {
  const quantised = quantiseNf4(values, [size.out, size.in], { doubleQuant: false });
  const matrix = values.map((_, i) => {
    const byte = quantised.packed[i >> 1] as number;
    return (NF4_CODE[i % 2 === 0 ? byte >> 4 : byte % 16] as number) * (quantised.absmax[i >> 6] as number);
  });
  return { matrix, contents: [packedForGpu(quantised), quantised.absmax, NF4_CODE] };
}

function inDense(values: Float32Array<ArrayBuffer>, dtype: DenseDtype): Stored {
  return { matrix: values, contents: [encode(values, dtype)] };
}

function encode(values: Float32Array<ArrayBuffer>, dtype: 'f32' | 'f16' | 'bf16'): Uint8Array<ArrayBuffer> {
  if (dtype === 'f32') return new Uint8Array(values.buffer);
  const bits = dtype === 'f16' ? f32ToF16(values) : f32ToBf16(values);
  return new Uint8Array(bits.buffer);
}

interface ProbeBuffers {
  readonly input: BufferRef;
  readonly output: BufferRef;
}

function probeBuffers({ size: { rows, out, in: width } }: Declared, direction: 'Forward' | 'Backward'): ProbeBuffers {
  const [from, to] = direction === 'Forward' ? [width, out] : [out, width];
  return {
    input: persistentBuffer('probe/input', rows * from * 4),
    output: persistentBuffer('probe/output', rows * to * 4),
  };
}

function recordProbe(
  probe: Declared,
  direction: 'Forward' | 'Backward',
  choices: KernelChoices,
  { input, output }: ProbeBuffers,
  repeats: number,
): Plan {
  const plan = createPlan('probe');
  for (let i = 0; i < repeats; i++) {
    const request = { domain: TOKENS, weight: probe.weight, output: { mode: 'write' }, choices } as const;
    if (direction === 'Forward') matmulForward(plan, { ...request, x: input, y: output });
    else matmulBackward(plan, { ...request, dy: input, dx: output });
  }
  return plan;
}

/** The kernels that a probe with these choices will run. */
export function probeKernels(
  probe: Declared,
  direction: 'Forward' | 'Backward',
  choices: KernelChoices,
): readonly Kernel[] {
  const plan = recordProbe(probe, direction, choices, probeBuffers(probe, direction), 1);
  return plan.dispatches.map(({ kernel }) => kernel);
}

/** A probe on the GPU with one choice of kernels. */
export interface OpenProbe {
  /** Largest error of its product. */
  readonly worst: number;
  /** Milliseconds of one product: of one alone where that takes long enough, else of several in one submit. */
  time(): Promise<number>;
  /** The shortest of the products that run in `enoughMs`. */
  best(enoughMs: number): Promise<number>;
  destroy(): void;
}

/** Runs the product once, compares it, and stays open to be timed. */
export async function openProbe(
  { gpu, queue }: { readonly gpu: GpuContext; readonly queue: SubmitQueue },
  probe: Probe,
  direction: 'Forward' | 'Backward',
  choices: KernelChoices,
): Promise<OpenProbe> {
  const { rows, out, in: width } = probe.size;
  const [from, to] = direction === 'Forward' ? [width, out] : [out, width];
  const io = probeBuffers(probe, direction);
  const plan = recordProbe(probe, direction, choices, io, 1);
  const repeated = recordProbe(probe, direction, choices, io, REPEATS);
  await gpu.pipelines.compile(plan.dispatches.map((d) => d.kernel));
  const memory = await allocateMemory(gpu.device, layoutMemory([plan, repeated], gpu.device.limits));
  const programs: Program[] = [];
  const destroy = () => {
    for (const program of programs) program.destroy();
    memory.destroy();
  };
  try {
    const random = createRandom(11);
    const x = new Float32Array(rows * from);
    for (let i = 0; i < x.length; i++) x[i] = random.next() - 0.5;
    gpu.device.queue.writeBuffer(memory.buffer(io.input), 0, x);
    for (const [buffer, data] of probe.data) gpu.device.queue.writeBuffer(memory.buffer(buffer), 0, data);
    const frame = { tokens: rows, rows: 0 };
    const single = createProgram(gpu.device, plan, memory, gpu.pipelines, queue);
    programs.push(single);
    await single.run(frame);
    const y = new Float32Array(await readBuffer(gpu, memory.buffer(io.output), 0, rows * to * 4));
    // Most sessions know their variant: they check it and time nothing.
    const prepare = async () => {
      const alone = await timeOnce(single, queue, frame); // the run before may have compiled
      if (alone > PROBE_MS) return { program: single, repeats: 1 };
      const row = createProgram(gpu.device, repeated, memory, gpu.pipelines, queue);
      programs.push(row);
      return { program: row, repeats: REPEATS };
    };
    let prepared: ReturnType<typeof prepare> | null = null;
    const perProduct = async (measure: (program: Program) => Promise<number>) => {
      prepared ??= prepare();
      const { program, repeats } = await prepared;
      return (await measure(program)) / repeats;
    };
    return {
      worst: worstError(direction, probe, x, y),
      time: () => perProduct((program) => timeOnce(program, queue, frame)),
      best: (enoughMs) => perProduct((program) => bestTime(program, queue, frame, { enoughMs })),
      destroy,
    };
  } catch (error) {
    destroy();
    throw error;
  }
}

/** Largest difference of elements spread over the product from sums in f64. */
function worstError(
  direction: 'Forward' | 'Backward',
  { size, matrix }: Probe,
  x: Float32Array,
  y: Float32Array,
): number {
  const { out, in: width } = size;
  const [from, to] = direction === 'Forward' ? [width, out] : [out, width];
  let worst = 0;
  const stride = Math.max(1, Math.floor(y.length / CHECKED)) | 1; // odd, so that it does not stay in one column
  for (let at = 0; at < y.length; at += stride) {
    const row = Math.floor(at / to);
    const column = at % to;
    let sum = 0;
    for (let k = 0; k < from; k++) {
      const w = matrix[direction === 'Forward' ? column * width + k : k * width + column] as number;
      sum += (x[row * from + k] as number) * w;
    }
    const error = Math.abs(sum - (y[at] as number));
    if (!(error <= worst)) worst = error; // NaN stays
  }
  return worst;
}
