import { createEngine } from '../engine/engine.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { formatNumber } from '../lib/format.ts';
import type { Args } from './args.ts';
import { openBenchGpu } from './benchGpu.ts';
import { openBenchModel } from './benchModel.ts';
import { BENCH_SETTINGS } from './benchSettings.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';

/** Time to read a model, quantise it to NF4 and put it on the GPU: the weights alone, and with kernels and autotune. */
export async function benchLoad(args: Args, io: Io): Promise<number> {
  const config = args.config(BENCH_SETTINGS);
  const model = await openBenchModel(args, config.model, io);
  const gpu = await openBenchGpu(args);
  try {
    let beganMs = performance.now();
    let weightsMs = 0;
    const engine = await createEngine(gpu, {
      config: parseModelConfig(model.configJson),
      source: model.tensors,
      quantisation: { kind: 'nf4', doubleQuant: config.doubleQuant },
      lora: null,
      seed: config.seed,
      capacity: { tokens: 64, context: 0 },
      checkpointing: 'off',
      training: false,
      precision: config.precision,
      onProgress: ({ phase }) => {
        if (phase === 'weights') weightsMs = performance.now() - beganMs;
        else beganMs = performance.now();
      },
    });
    const { gpu: adapter, parameters, loadMs, memory } = engine.info;
    engine.destroy();
    if (args.has('json'))
      printLine(io, {
        ...{ bench: 'load', adapter: adapter.name, model: model.id, parameters },
        ...{ loadMs, weightsMs, peakBytes: memory.totalBytes },
      });
    else
      io.out(
        `${adapter.name}: ${formatNumber(parameters)} parameters in ${(loadMs / 1000).toFixed(1)} s, ` +
          `${(weightsMs / 1000).toFixed(1)} s of them for the weights\n`,
      );
    return EXIT_DONE;
  } finally {
    model.close();
    gpu.destroy();
  }
}
