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
import type { Direction } from '../ops/matmulKernel.ts';
import type { KernelChoices } from '../types.ts';
import { type DeclaredProbe, factorOf, type Probe } from './probeProduct.ts';

/** Below this a probe measures the submit more than the kernel, so REPEATS of them share one. */
const PROBE_MS = 4;
const REPEATS = 16;

interface ProbeBuffers {
  readonly input: BufferRef;
  readonly output: BufferRef;
}

function probeBuffers({ size }: DeclaredProbe, direction: Direction): ProbeBuffers {
  const { from, to } = factorOf(direction, size);
  return {
    input: persistentBuffer('probe/input', size.rows * from * 4),
    output: persistentBuffer('probe/output', size.rows * to * 4),
  };
}

function recordProbe(
  probe: DeclaredProbe,
  direction: Direction,
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
export function probeKernels(probe: DeclaredProbe, direction: Direction, choices: KernelChoices): readonly Kernel[] {
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
  direction: Direction,
  choices: KernelChoices,
): Promise<OpenProbe> {
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
    gpu.device.queue.writeBuffer(memory.buffer(io.input), 0, probe.input(direction));
    for (const [buffer, data] of probe.data) gpu.device.queue.writeBuffer(memory.buffer(buffer), 0, data);
    const frame = { tokens: probe.size.rows, rows: 0 };
    const single = createProgram(gpu.device, plan, memory, gpu.pipelines, queue);
    programs.push(single);
    await single.run(frame);
    const y = new Float32Array(await readBuffer(gpu, memory.buffer(io.output), 0, io.output.sizeBytes));
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
      worst: probe.worstError(direction, y),
      time: () => perProduct((program) => timeOnce(program, queue, frame)),
      best: (enoughMs) => perProduct((program) => bestTime(program, queue, frame, { enoughMs })),
      destroy,
    };
  } catch (error) {
    destroy();
    throw error;
  }
}
