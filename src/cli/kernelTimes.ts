import type { Kernel } from '../engine/gpu/kernel.ts';
import type { DispatchTime } from '../engine/gpu/timing.ts';
import { type Io, printLine } from './io.ts';

/** Constants that tell the sizes of a kernel apart. */
const SIZES = ['OUT', 'IN', 'WIDTH', 'HEADS', 'KV_HEADS', 'VOCAB', 'SIDE', 'TILE_M', 'MODE', 'BACKWARD'];

interface KernelTime {
  readonly kernel: string;
  readonly calls: number;
  readonly ms: number;
}

/** Time of each kernel over all its dispatches, the slowest first. */
export function reportKernels(io: Io, json: boolean, times: readonly DispatchTime[]): void {
  const total = times.reduce((sum, { ms }) => sum + ms, 0);
  for (const entry of grouped(times)) {
    const share = entry.ms / total;
    if (json) printLine(io, { bench: 'kernel', ...entry, share });
    else
      io.out(
        `${entry.ms.toFixed(2).padStart(9)} ms ${(100 * share).toFixed(1).padStart(5)} % ${entry.calls} x ${entry.kernel}\n`,
      );
  }
  if (!json) io.out(`${total.toFixed(2).padStart(9)} ms in ${times.length} dispatches\n`);
}

function grouped(times: readonly DispatchTime[]): KernelTime[] {
  const sums = new Map<string, KernelTime>();
  for (const { kernel, ms } of times) {
    const label = labelOf(kernel);
    const before = sums.get(label) ?? { kernel: label, calls: 0, ms: 0 };
    sums.set(label, { kernel: label, calls: before.calls + 1, ms: before.ms + ms });
  }
  return [...sums.values()].sort((a, b) => b.ms - a.ms);
}

function labelOf({ definition, constants }: Kernel): string {
  const sizes = SIZES.filter((name) => typeof constants[name] === 'number').map((name) => `${name}=${constants[name]}`);
  return [definition.name, ...sizes].join(' ');
}
