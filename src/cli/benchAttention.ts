import { measureAttention } from '../engine/measure/attention.ts';
import { ATTENTION_VARIANTS, type AttentionVariant } from '../engine/ops/attention.ts';
import type { Args } from './args.ts';
import { countsOf, namesOf } from './benchLists.ts';
import { percent, printRoof } from './benchRoof.ts';
import { openCliGpu } from './gpu.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';
import { reportKernels } from './kernelTimes.ts';

const TOKENS = [128, 512, 1024, 2048, 4096, 8192];
/** Llama-3.2-1B. */
const SHAPE = { heads: 32, kvHeads: 8, headDim: 64 };

/** Times causal attention of one document, forward and backward, and holds it against the adapter's f32 roof. */
export async function benchAttention(args: Args, io: Io): Promise<number> {
  const json = args.has('json');
  const counts = countsOf(args, 'tokens', { min: 1, max: 65_536 }) ?? TOKENS;
  const gpu = await openCliGpu(args.get('device') ?? 'auto');
  try {
    const roof = await printRoof(gpu, args, io);
    const usual: readonly AttentionVariant[] = [gpu.description.software ? 'rows' : 'wide'];
    const variants = namesOf(args, 'variant', ATTENTION_VARIANTS, usual);
    for (const [tokens, variant] of counts.flatMap((n) => variants.map((name) => [n, name] as const))) {
      for (const { direction, flops, ms, dispatches } of await measureAttention(
        gpu,
        { ...SHAPE, variant },
        tokens,
        args.has('kernels'),
      )) {
        const tflops = flops / ms / 1e9;
        const roofShare = tflops / roof.tflops;
        const adapter = gpu.description.name;
        if (json)
          printLine(io, { bench: 'attention', adapter, tokens, ...SHAPE, variant, direction, ms, tflops, roofShare });
        else
          io.out(
            `${tokens} tokens ${direction} ${variant}: ${ms.toFixed(3)} ms, ${tflops.toPrecision(3)} TFLOP/s of the causal half, ` +
              `${percent(roofShare)} of the roof\n`,
          );
        if (dispatches.length > 0) reportKernels(io, json, dispatches);
      }
    }
    return EXIT_DONE;
  } finally {
    gpu.destroy();
  }
}
