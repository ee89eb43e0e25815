import type { GpuContext } from '../engine/gpu/device.ts';
import { measureRoof, type Roof } from '../engine/measure/roof.ts';
import type { Args } from './args.ts';
import { openCliGpu } from './gpu.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';

/** What the adapter reaches at best: multiply-adds, copying, launching. */
export async function benchRoof(args: Args, io: Io): Promise<number> {
  const gpu = await openCliGpu(args.get('device') ?? 'auto');
  try {
    await printRoof(gpu, args, io);
    return EXIT_DONE;
  } finally {
    gpu.destroy();
  }
}

/** Measures the roof and prints it as a line of its own; the lines after it carry shares of it. */
export async function printRoof(gpu: GpuContext, args: Args, io: Io): Promise<Roof> {
  const roof = await measureRoof(gpu);
  const { name, features } = gpu.description;
  if (args.has('json')) printLine(io, { bench: 'roof', adapter: name, features, ...roof });
  else
    io.out(
      `${name}: ${roof.tflops.toPrecision(3)} TFLOP/s of f32 multiply-adds, ${roof.copyGBs.toPrecision(4)} GB/s copied, ` +
        `${roof.launchUs.toFixed(1)} us per launch\n`,
    );
  return roof;
}

/** `31 % of the roof`. */
export function percent(share: number): string {
  return `${(100 * share).toPrecision(3)} %`;
}
