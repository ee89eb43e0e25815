import { createSubmitQueue } from '../engine/gpu/submitQueue.ts';
import { openProbe } from '../engine/model/matmulProbe.ts';
import { createProbe, type ProbeSize } from '../engine/model/probeProduct.ts';
import { MATMUL_VARIANTS, type MatmulVariant, matmulChoiceKey } from '../engine/ops/matmulKernel.ts';
import { UserError } from '../lib/errors.ts';
import type { Args } from './args.ts';
import { openBenchGpu } from './benchGpu.ts';
import { namesOf } from './benchLists.ts';
import { percent, printRoof } from './benchRoof.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';

const KINDS = ['nf4', 'f32', 'f16', 'bf16'] as const;
/** The linears of Llama-3.2-1B at 1,024 tokens: q and o, k and v, gate and up, down; then more rows. */
const SIZES = [
  '1024x2048x2048',
  '1024x512x2048',
  '1024x8192x2048',
  '1024x2048x8192',
  '2048x8192x2048',
  '4096x2048x2048',
];

/** An H100 clocks down within 100 ms without work. */
const ENOUGH_MS = 400;

/** Times products of a random matrix in every storage and with every kernel that was asked for, forward and backward; checks them against f64. */
export async function benchMatmul(args: Args, io: Io): Promise<number> {
  const typed = args.all('size').flatMap((text) => text.split(','));
  const sizes = (typed.length > 0 ? typed : SIZES).map(readSize);
  // Dense first: what NF4 is held against.
  const kinds = namesOf(args, 'weight', KINDS, ['f32', 'nf4']);
  const gpu = await openBenchGpu(args);
  const usual: readonly MatmulVariant[] = [
    'block',
    ...(gpu.halves ? (['half'] as const) : []),
    ...(gpu.matrices ? (['matrix'] as const) : []),
  ];
  const variants = namesOf(args, 'variant', MATMUL_VARIANTS, usual);
  try {
    const roof = await printRoof(gpu, args, io);
    const context = { gpu, queue: createSubmitQueue(gpu) };
    for (const size of sizes) {
      const dense = new Map<string, number>();
      for (const kind of kinds) {
        const probe = createProbe(kind === 'nf4' ? { kind } : { kind: 'dense', dtype: kind }, size);
        for (const direction of ['Forward', 'Backward'] as const) {
          for (const variant of variants) {
            const choices = { [matmulChoiceKey(direction, probe.weight)]: variant };
            const open = await openProbe(context, probe, direction, choices);
            const { worst } = open;
            const ms = await open.best(gpu.description.software ? 0 : ENOUGH_MS);
            open.destroy();
            const tflops = (2 * size.rows * size.out * size.in) / ms / 1e9;
            const roofShare = tflops / roof.tflops;
            const key = `${direction} ${variant}`;
            if (kind === 'f32') dense.set(key, tflops);
            const denseTflops = dense.get(key);
            const ofDense = kind === 'f32' || denseTflops === undefined ? null : tflops / denseTflops;
            if (args.has('json'))
              printLine(io, {
                bench: 'matmul',
                adapter: gpu.description.name,
                ...size,
                weight: kind,
                direction: direction.toLowerCase(),
                variant,
                ms,
                tflops,
                roofShare,
                ...(ofDense !== null && { ofDense }),
                worstError: worst,
              });
            else
              io.out(
                `${size.rows} x ${size.out} x ${size.in} ${kind} ${direction.toLowerCase()} ${variant}: ${ms.toFixed(3)} ms, ` +
                  `${tflops.toFixed(2)} TFLOP/s, ${percent(roofShare)} of the roof${ofDense === null ? '' : `, ${percent(ofDense)} of f32`}, ` +
                  `largest error ${worst.toExponential(1)}\n`,
              );
          }
        }
      }
    }
    return EXIT_DONE;
  } finally {
    gpu.destroy();
  }
}

function readSize(text: string): ProbeSize {
  const numbers = text.split('x').map(Number);
  const [rows = 0, out = 0, width = 0] = numbers;
  if (numbers.length === 3 && [rows, out, width].every((n) => Number.isInteger(n) && n > 0 && n % 4 === 0))
    return { rows, out, in: width };
  throw new UserError(`"${text}" is not allowed`, {
    where: '--size',
    remedy: 'Give rows x outputs x inputs, multiples of 4, for example 1024x2048x2048.',
  });
}
