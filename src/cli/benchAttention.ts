import { measureAttention } from '../engine/measure/attention.ts';
import { ATTENTION_VARIANTS, type AttentionVariant } from '../engine/ops/attention.ts';
import { UserError } from '../lib/errors.ts';
import type { Args } from './args.ts';
import { printAttentionErrors } from './benchAttentionErrors.ts';
import { countsOf, namesOf } from './benchLists.ts';
import { percent, printRoof } from './benchRoof.ts';
import { openCliGpu } from './gpu.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';
import { reportKernels } from './kernelTimes.ts';

const TOKENS = [128, 512, 1024, 2048, 4096, 8192];
/** Llama-3.2-1B's. */
const HEADS = '32x8';

/** Query heads, the kv heads that they share, and the size of a head (64 where nothing is said). @throws UserError for anything else, or where they do not divide. */
function shapeOf(args: Args) {
  const typed = args.get('heads') ?? HEADS;
  const [, heads, kvHeads, headDim = '64'] = /^(\d{1,3})x(\d{1,3})(?:x(32|64|128))?$/.exec(typed) ?? [];
  if (!Number(heads) || !Number(kvHeads) || Number(heads) % Number(kvHeads) !== 0)
    throw new UserError(`"${typed}" is not allowed`, {
      where: '--heads',
      remedy:
        'Give query heads and kv heads like 32x8, the first a multiple of the second; x32 or x128 where they are not of 64.',
    });
  return { heads: Number(heads), kvHeads: Number(kvHeads), headDim: Number(headDim) };
}

/** Times causal attention of documents of one length, forward and backward, and holds it against the adapter's f32 roof. */
export async function benchAttention(args: Args, io: Io): Promise<number> {
  const json = args.has('json');
  const counts = countsOf(args, 'tokens', { min: 1, max: 65_536 }) ?? TOKENS;
  const batches = countsOf(args, 'batch-size', { min: 1, max: 256 }) ?? [1];
  const shape = shapeOf(args);
  const gpu = await openCliGpu(args.get('device') ?? 'auto');
  try {
    const roof = await printRoof(gpu, args, io);
    const usual: readonly AttentionVariant[] = [gpu.description.software ? 'rows' : 'block'];
    const variants = namesOf(args, 'variant', ATTENTION_VARIANTS, usual);
    const cases = counts.flatMap((tokens) =>
      batches.flatMap((documents) => variants.map((variant) => ({ tokens, documents, variant }))),
    );
    for (const variant of variants) await printAttentionErrors(gpu, { ...shape, variant }, io, json);
    for (const { tokens, documents, variant } of cases) {
      for (const { direction, flops, ms, dispatches } of await measureAttention(
        gpu,
        { ...shape, variant },
        { tokens, documents },
        args.has('kernels'),
      )) {
        const tflops = flops / ms / 1e9;
        const roofShare = tflops / roof.tflops;
        const adapter = gpu.description.name;
        if (json)
          printLine(io, {
            bench: 'attention',
            adapter,
            tokens,
            documents,
            ...shape,
            variant,
            direction,
            ms,
            tflops,
            roofShare,
          });
        else
          io.out(
            `${documents} x ${tokens} tokens ${direction} ${variant}: ${ms.toFixed(3)} ms, ${tflops.toPrecision(3)} TFLOP/s of the causal half, ` +
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
