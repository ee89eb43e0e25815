import { createEngine, type Engine } from '../engine/engine.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { UserError } from '../lib/errors.ts';
import { formatNumber } from '../lib/format.ts';
import { createRandom } from '../lib/random.ts';
import type { Args } from './args.ts';
import { openBenchModel } from './benchModel.ts';
import { BENCH_SETTINGS } from './benchSettings.ts';
import { openCliGpu } from './gpu.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';

const PROMPT_TOKENS = 64;
const NEW_TOKENS = 128;

/** Greedy decoding of 1 and of many sequences: 64 random tokens each, then 128 new ones; prompts are not in the time. */
export async function benchDecode(args: Args, io: Io): Promise<number> {
  const config = args.config(BENCH_SETTINGS);
  const counts = (args.get('sequences') ?? '1,32').split(',').map(readCount);
  const model = await openBenchModel(args, config.model, io);
  const modelConfig = parseModelConfig(model.configJson);
  const gpu = await openCliGpu(args.get('device') ?? 'auto');
  try {
    for (const sequences of counts) {
      const engine = await createEngine(gpu, {
        config: modelConfig,
        source: model.tensors,
        quantisation: { kind: 'nf4', doubleQuant: config.doubleQuant },
        lora: null,
        seed: config.seed,
        capacity: { tokens: sequences * PROMPT_TOKENS, context: PROMPT_TOKENS + NEW_TOKENS, sequences },
        checkpointing: 'off',
        training: false,
        precision: config.precision,
      });
      const random = createRandom(config.seed);
      const prompts = Array.from({ length: sequences }, () =>
        Uint32Array.from({ length: PROMPT_TOKENS }, () => random.integer(modelConfig.vocabulary)),
      );
      await timeAnswers(engine, prompts, NEW_TOKENS); // compiles and learns how much fits into a submit
      const ms = (await timeAnswers(engine, prompts, NEW_TOKENS)) - (await timeAnswers(engine, prompts, 1));
      const { precision, gpu: adapter, kernels } = engine.info;
      engine.destroy();
      const tokensPerSec = (1000 * sequences * (NEW_TOKENS - 1)) / ms;
      if (args.has('json'))
        printLine(io, {
          ...{ bench: 'decode', adapter: adapter.name, model: model.id, precision, sequences },
          ...{ promptTokens: PROMPT_TOKENS, newTokens: NEW_TOKENS, tokensPerSec, kernels },
        });
      else io.out(`${adapter.name}: ${sequences} sequences, ${formatNumber(tokensPerSec)} new tokens/s\n`);
    }
    return EXIT_DONE;
  } finally {
    gpu.destroy();
  }
}

async function timeAnswers(engine: Engine, prompts: readonly Uint32Array[], maxNewTokens: number): Promise<number> {
  const startMs = performance.now();
  await engine.generateBatch({
    prompts: prompts.map((ids) => ({ ids, maxNewTokens })),
    stopIds: [],
    adapter: false,
  });
  return performance.now() - startMs;
}

function readCount(typed: string): number {
  const count = /^\d+$/.test(typed) ? Number(typed) : 0;
  if (count >= 1 && count <= 256) return count;
  throw new UserError(`"${typed}" is not allowed`, {
    where: '--sequences',
    remedy: 'Give whole numbers from 1 to 256, separated by commas.',
  });
}
