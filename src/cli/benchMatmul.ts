import { createSubmitQueue } from '../engine/gpu/submitQueue.ts';
import { createProbe, measureProbe, type ProbeSize } from '../engine/model/matmulProbe.ts';
import { MATMUL_VARIANTS, type MatmulVariant, matmulChoiceKey } from '../engine/ops/matmul.ts';
import { UserError } from '../lib/errors.ts';
import type { Args } from './args.ts';
import { openCliGpu } from './gpu.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';

const KINDS = ['nf4', 'f32', 'f16', 'bf16'] as const;
/** The linears of Llama-3.2-1B at 2 x 512 tokens: q and o, k and v, gate and up, down. */
const SIZES = ['1024x2048x2048', '1024x512x2048', '1024x8192x2048', '1024x2048x8192'];

/** Times products of a random matrix in every storage and with every kernel that was asked for, forward and backward; checks them against f64. */
export async function benchMatmul(args: Args, io: Io): Promise<number> {
  const sizes = list(args, 'size', SIZES).map(readSize);
  const kinds = list(args, 'weight', ['nf4', 'f32']).map((kind) => oneOf('weight', kind, KINDS));
  const gpu = await openCliGpu(args.get('device') ?? 'auto');
  const usual: readonly MatmulVariant[] = gpu.matrices ? ['block', 'matrix'] : ['block'];
  const variants = list(args, 'variant', usual).map((name) => oneOf('variant', name, MATMUL_VARIANTS));
  try {
    const context = { gpu, queue: createSubmitQueue(gpu) };
    for (const size of sizes) {
      for (const kind of kinds) {
        const probe = createProbe(kind === 'nf4' ? { kind } : { kind: 'dense', dtype: kind }, size);
        for (const direction of ['Forward', 'Backward'] as const) {
          for (const variant of variants) {
            const choices = { [matmulChoiceKey(direction, probe.weight)]: variant };
            const { ms, worst } = await measureProbe(context, probe, direction, choices, true);
            const tflops = (2 * size.rows * size.out * size.in) / ms / 1e9;
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
                worstError: worst,
              });
            else
              io.out(
                `${size.rows} x ${size.out} x ${size.in} ${kind} ${direction.toLowerCase()} ${variant}: ${ms.toFixed(3)} ms, ` +
                  `${tflops.toFixed(2)} TFLOP/s, largest error ${worst.toExponential(1)}\n`,
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

function list(args: Args, flag: string, initial: readonly string[]): readonly string[] {
  const given = args.all(flag).flatMap((text) => text.split(','));
  return given.length > 0 ? given : initial;
}

function oneOf<T extends string>(flag: string, name: string, known: readonly T[]): T {
  const found = known.find((k) => k === name);
  if (found === undefined)
    throw new UserError(`"${name}" is not allowed`, { where: `--${flag}`, remedy: `Use ${known.join(', ')}.` });
  return found;
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
