import { measureMemoryOps } from '../engine/measure/memoryBound.ts';
import type { Args } from './args.ts';
import { countsOf } from './benchLists.ts';
import { percent, printRoof } from './benchRoof.ts';
import { openCliGpu } from './gpu.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';

const TOKENS = [1024, 4096];
/** Llama-3.2-1B. */
const WIDTHS = { width: 2048, mlpWidth: 8192, heads: 32 };

/** Times what is bound by memory and holds it against the adapter's copy bandwidth. */
export async function benchOps(args: Args, io: Io): Promise<number> {
  const counts = countsOf(args, 'tokens', { min: 1, max: 65_536 }) ?? TOKENS;
  const gpu = await openCliGpu(args.get('device') ?? 'auto');
  try {
    const roof = await printRoof(gpu, args, io);
    for (const tokens of counts) {
      for (const { op, ms, bytes } of await measureMemoryOps(gpu, WIDTHS, tokens)) {
        const gbs = bytes / ms / 1e6;
        const copyShare = gbs / roof.copyGBs;
        if (args.has('json'))
          printLine(io, {
            ...{ bench: 'op', adapter: gpu.description.name, op, tokens, ...WIDTHS },
            ...{ ms, bytes, gbs, copyShare },
          });
        else
          io.out(
            `${tokens} tokens ${op}: ${(1000 * ms).toFixed(1)} us, ${gbs.toPrecision(4)} GB/s, ${percent(copyShare)} of the copy\n`,
          );
      }
    }
    return EXIT_DONE;
  } finally {
    gpu.destroy();
  }
}
