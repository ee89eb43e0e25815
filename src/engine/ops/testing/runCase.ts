import { persistentBuffer } from '../../gpu/buffers.ts';
import type { GpuContext } from '../../gpu/device.ts';
import type { Frame } from '../../gpu/frame.ts';
import { allocateMemory, layoutMemory } from '../../gpu/memory.ts';
import { createPlan } from '../../gpu/plan.ts';
import { createProgram } from '../../gpu/program.ts';
import { readBuffer } from '../../gpu/readback.ts';
import { createSubmitQueue } from '../../gpu/submitQueue.ts';
import { complaint, deviationOf } from './compare.ts';
import { type Mutation, mutate } from './mutation.ts';
import { type CaseData, F32_TOLERANCE, type OpCase } from './opCase.ts';

/** A case in GPU memory, ready to run any number of times. */
export interface BoundCase {
  run(frame: Frame): Promise<void>;
  write(name: string, data: CaseData): void;
  /** A buffer as it stands, of the type and length of the case's data. */
  read(name: string): Promise<CaseData>;
  /** @throws Error when the GPU objected to anything since the case was bound. */
  close(): Promise<void>;
}

/** Records the op, allocates, compiles and uploads, inside an error scope that `close` reads. */
export async function bindCase(gpu: GpuContext, test: OpCase, mutation?: Mutation): Promise<BoundCase> {
  const { device } = gpu;
  const plan = createPlan(test.name, { narrow: test.narrow });
  const refs = Object.fromEntries(
    Object.entries(test.data).map(([name, data]) => [name, persistentBuffer(name, data.byteLength)]),
  );
  test.record(plan, refs);
  if (mutation) mutate(plan, mutation);
  await gpu.pipelines.compile(plan.dispatches.map((d) => d.kernel));
  device.pushErrorScope('validation');
  const memory = await allocateMemory(device, layoutMemory([plan], device.limits));
  const queue = createSubmitQueue(gpu);
  const program = createProgram(device, plan, memory, gpu.pipelines, queue);
  const write = (name: string, data: CaseData) => device.queue.writeBuffer(memory.buffer(refs[name]), 0, data);
  const used = Object.keys(test.data).filter((name) => memory.layout.persistent.includes(refs[name]));
  for (const name of used) write(name, test.data[name]);
  return {
    write,
    run: (frame) => program.run(frame),
    async read(name) {
      const data = test.data[name];
      const bytes = await readBuffer(gpu, memory.buffer(refs[name]), 0, data.byteLength);
      return data instanceof Uint32Array ? new Uint32Array(bytes) : new Float32Array(bytes);
    },
    async close() {
      const error = await device.popErrorScope();
      program.destroy();
      memory.destroy();
      if (error) throw new Error(`${test.name}: ${error.message}`);
    },
  };
}

/** Runs the case once and compares: null when it agrees with the reference, else what differs. */
export async function differenceOf(gpu: GpuContext, test: OpCase, mutation?: Mutation): Promise<string | null> {
  const bound = await bindCase(gpu, test, mutation);
  const found: string[] = [];
  try {
    await bound.run(test.frame);
    for (const [buffer, expected] of Object.entries(test.expected())) {
      if (expected === undefined) continue;
      const before = test.data[buffer];
      const got = await bound.read(buffer);
      const deviation = deviationOf(got, expected, before);
      const tolerance = test.tolerance ?? F32_TOLERANCE;
      const text = complaint(`${test.name}: ${buffer}`, deviation, { got, expected, before }, tolerance);
      if (text !== null) found.push(text);
    }
  } finally {
    await bound.close();
  }
  return found.length === 0 ? null : found.join('\n');
}

/** @throws Error that shows the worst element of every buffer that differs from the reference. */
export async function checkCase(gpu: GpuContext, test: OpCase): Promise<void> {
  const difference = await differenceOf(gpu, test);
  if (difference !== null) throw new Error(difference);
}
