import { createEngine, type Engine } from '../engine/engine.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { formatNumber } from '../lib/format.ts';
import { createRandom } from '../lib/random.ts';
import type { Args } from './args.ts';
import { openBenchGpu } from './benchGpu.ts';
import { countsOf } from './benchLists.ts';
import { openBenchModel } from './benchModel.ts';
import { percent, printRoof } from './benchRoof.ts';
import { BENCH_SETTINGS } from './benchSettings.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';
import { reportKernels } from './kernelTimes.ts';
import { splitText } from './splitText.ts';

const PROMPT_TOKENS = 64;
const NEW_TOKENS = 128;

/** Greedy decoding of 1 and of many sequences: 64 random tokens each, then 128 new ones; prompts are not in the time. */
export async function benchDecode(args: Args, io: Io): Promise<number> {
  const config = args.config(BENCH_SETTINGS);
  const counts = countsOf(args, 'sequences', { min: 1, max: 256 }) ?? [1, 32];
  const model = await openBenchModel(args, config.model, io);
  const modelConfig = parseModelConfig(model.configJson);
  const gpu = await openBenchGpu(args);
  try {
    const roof = await printRoof(gpu, args, io);
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
      const split = await engine.timeDecoding();
      const dispatches = args.has('kernels') ? await engine.profileDecoding() : null;
      const { precision, gpu: adapter, kernels, memory } = engine.info;
      // Every pass reads all linears and the head once; what else it moves is little beside them.
      const weights = memory.items.filter(({ name }) => /^(weights|head|embedding)/.test(name));
      const weightBytes = weights.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      const gbs = (weightBytes * (NEW_TOKENS - 1)) / ms / 1e6;
      const copyShare = gbs / roof.copyGBs;
      engine.destroy();
      const tokensPerSec = (1000 * sequences * (NEW_TOKENS - 1)) / ms;
      if (args.has('json'))
        printLine(io, {
          ...{ bench: 'decode', adapter: adapter.name, model: model.id, precision, sequences },
          ...{ promptTokens: PROMPT_TOKENS, newTokens: NEW_TOKENS, tokensPerSec, split },
          ...{ weightBytes, gbs, copyShare, kernels },
        });
      else
        io.out(
          `${adapter.name}: ${sequences} sequences, ${formatNumber(tokensPerSec)} new tokens/s, ` +
            `weights read at ${percent(copyShare)} of the copy; ${splitText(split)}\n`,
        );
      if (dispatches) reportKernels(io, args.has('json'), dispatches);
    }
    return EXIT_DONE;
  } finally {
    model.close();
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
