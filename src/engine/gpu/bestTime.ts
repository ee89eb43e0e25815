import type { Frame } from './frame.ts';
import type { Program } from './program.ts';
import type { SubmitQueue } from './submitQueue.ts';

export interface BestTimeOptions {
  /** Runs go on for so long, but there are at least two: a GPU that was idle is slow at first. */
  readonly enoughMs: number;
  readonly now?: () => number;
}

/** The shortest of several runs of a program, in milliseconds. */
export async function bestTime(
  program: Program,
  queue: SubmitQueue,
  frame: Frame,
  { enoughMs, now = () => performance.now() }: BestTimeOptions,
): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  const startMs = now();
  for (let run = 0; run < 2 || now() - startMs < enoughMs; run++)
    best = Math.min(best, await timeOnce(program, queue, frame, now));
  return best;
}

/** One run of a program, in milliseconds: by the GPU's clock where it has one, else from submit to done. */
export async function timeOnce(
  program: Program,
  queue: SubmitQueue,
  frame: Frame,
  now: () => number = () => performance.now(),
): Promise<number> {
  const ms = await program.timeAll(frame);
  if (ms !== null) return ms;
  const startMs = now();
  await program.run(frame);
  await queue.idle();
  return now() - startMs;
}
