import type { GpuContext } from '../engine/gpu/device.ts';
import type { Args } from './args.ts';
import { openCliGpu } from './gpu.ts';

/** The GPU of `--device`; with `--no-matrices` as if it had no subgroup matrices, like most GPUs behind a browser. */
export async function openBenchGpu(args: Args): Promise<GpuContext> {
  const gpu = await openCliGpu(args.get('device') ?? 'auto');
  return args.has('no-matrices') ? { ...gpu, matrices: false } : gpu;
}
