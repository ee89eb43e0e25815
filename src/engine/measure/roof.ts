import { persistentBuffer } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import { copyProbe, MULTIPLY_ADD_FLOPS, multiplyAdd } from '../ops/probe.ts';
import { timePlan } from './timePlan.ts';

/** What an adapter can do at best, measured: the roof that kernels are held against. */
export interface Roof {
  /** Multiply-adds in f32 from registers to registers. */
  readonly tflops: number;
  /** Bytes read and written by a copy far larger than caches. */
  readonly copyGBs: number;
  /** One small dispatch in a row of dispatches that wait for each other. */
  readonly launchUs: number;
}

const IDLE = { tokens: 0, rows: 0 };

/** Measures the roof: a fraction of a second on a GPU, a second in software. */
export async function measureRoof(gpu: GpuContext): Promise<Roof> {
  const { software } = gpu.description;
  const count = software ? 4096 : 132 * 2048 * 8;
  const steps = software ? 64 : 512;
  const x = persistentBuffer('probe/x', 32);
  const y = persistentBuffer('probe/y', count * 16);
  const fill = new Map([[x, Float32Array.from([0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1])]]);
  const time = async (record: Parameters<typeof timePlan>[1]['record'], buffers = fill) =>
    (await timePlan(gpu, { name: 'roof', frame: IDLE, record, fill: buffers })).ms;
  const flopsMs = await time((plan) => multiplyAdd(plan, { count, steps }, { x, y }));
  const launchMs = await time((plan) => multiplyAdd(plan, { count: 1, steps: 1 }, { x, y }));
  const copied = software ? 2 ** 18 : Math.min(2 ** 25, gpu.device.limits.maxStorageBufferBindingSize / 4);
  const from = persistentBuffer('probe/from', copied * 4);
  const to = persistentBuffer('probe/to', copied * 4);
  const copyMs: number[] = [];
  for (const per of [1, 4])
    copyMs.push(await time((plan) => copyProbe(plan, { count: copied, per }, { x: from, y: to }), new Map()));
  return {
    tflops: (count * steps * MULTIPLY_ADD_FLOPS) / flopsMs / 1e9,
    copyGBs: (2 * copied * 4) / Math.min(...copyMs) / 1e6,
    launchUs: launchMs * 1000,
  };
}
