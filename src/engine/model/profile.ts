import type { Frame } from '../gpu/frame.ts';
import type { Program } from '../gpu/program.ts';
import type { DispatchTime, HostTime } from '../gpu/timing.ts';
import type { TokenRow } from '../types.ts';
import { packBatch, writeInputs } from './inputs.ts';
import type { Session } from './session.ts';

/** Where the time of one run of a program goes. Host and GPU work side by side, so the longer of the two bounds a row of runs. */
export interface RunTime extends HostTime {
  /** By the GPU's clock, all dispatches in one pass; null where the adapter has no timestamps. */
  readonly gpuMs: number | null;
}

/** A training micro-batch, ready to run; the adapter's gradients are added to, its weights stay. */
async function prepareStep(session: Session, rows: readonly TokenRow[]): Promise<[Program, Frame]> {
  const batch = packBatch(rows);
  writeInputs(session.gpu, session.memory, session.work.inputs, batch);
  const program = session.program('train');
  const frame = { ...batch, count: batch.rows };
  await program.run(frame);
  await session.queue.idle();
  return [program, frame];
}

/** Time of each dispatch of one training micro-batch, after an untimed one. */
export async function profileStep(session: Session, rows: readonly TokenRow[]): Promise<DispatchTime[]> {
  const [program, frame] = await prepareStep(session, rows);
  return program.time(frame);
}

/** Host and GPU time of one training micro-batch. */
export async function timeStep(session: Session, rows: readonly TokenRow[]): Promise<RunTime> {
  return timeRun(session, ...(await prepareStep(session, rows)));
}

/** A GPU that was idle runs at half its clock at first, and the host's code is slow until it was compiled. */
const ENOUGH_MS = { gpu: 400, software: 0 };

/** The shortest times of several runs. */
export async function timeRun({ gpu, queue }: Session, program: Program, frame: Frame): Promise<RunTime> {
  const enoughMs = gpu.description.software ? ENOUGH_MS.software : ENOUGH_MS.gpu;
  const startMs = performance.now();
  const runs: RunTime[] = [];
  do {
    const host = await program.timeHost(frame);
    await queue.idle();
    runs.push({ ...host, gpuMs: await program.timeAll(frame) });
  } while (performance.now() - startMs < enoughMs);
  const least = (of: (run: RunTime) => number) => Math.min(...runs.map(of));
  const [first] = runs as [RunTime];
  return {
    dispatches: first.dispatches,
    encodeMs: least((run) => run.encodeMs),
    submitMs: least((run) => run.submitMs),
    gpuMs: first.gpuMs === null ? null : least((run) => run.gpuMs ?? Number.POSITIVE_INFINITY),
  };
}
