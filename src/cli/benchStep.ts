import { createEngine, type Engine } from '../engine/engine.ts';
import type { Roof } from '../engine/measure/roof.ts';
import { stepFlopsPerToken } from '../engine/measure/stepFlops.ts';
import { STACK, STACK_VARIANTS } from '../engine/model/chooseStacks.ts';
import { type ModelConfig, parseModelConfig } from '../engine/model/config.ts';
import type { RunTime } from '../engine/model/profile.ts';
import { ATTENTION_VARIANTS } from '../engine/ops/attention.ts';
import { MATMUL_VARIANTS } from '../engine/ops/matmulKernel.ts';
import type { KernelChoices, StepRecord, TokenRow } from '../engine/types.ts';
import { UserError } from '../lib/errors.ts';
import { formatBytes, formatNumber } from '../lib/format.ts';
import { createRandom } from '../lib/random.ts';
import type { RunConfig } from '../run/config.ts';
import { loraSettings, trainSettings } from '../run/settings.ts';
import { tierText } from '../run/tierText.ts';
import type { Args } from './args.ts';
import { openBenchGpu } from './benchGpu.ts';
import { countsOf, namesOf } from './benchLists.ts';
import { openBenchModel, withLayers } from './benchModel.ts';
import { percent, printRoof } from './benchRoof.ts';
import { BENCH_SETTINGS } from './benchSettings.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';
import { reportKernels } from './kernelTimes.ts';
import { ProgressBar } from './progressBar.ts';
import { splitText } from './splitText.ts';

/** Share of a row that is prompt, as in the reference benchmark (bench/hf_qlora.py). */
const PROMPT_SHARE = 0.25;

/** One way of training that is timed. */
interface Case {
  readonly config: RunConfig;
  readonly layers: number | null;
  readonly kernels: KernelChoices;
}

/** Every combination of the lists that were given; what was not stands at the recipe's value. @throws UserError for a bad value. */
function casesOf(args: Args): Case[] {
  const base = args.config(BENCH_SETTINGS);
  const list = (flag: string, max: number, initial: number) => countsOf(args, flag, { min: 1, max }) ?? [initial];
  const variants = namesOf(args, 'variant', [...ATTENTION_VARIANTS, ...STACK_VARIANTS, ...PRODUCTS], []).map(choiceOf);
  const layers: readonly (number | null)[] = countsOf(args, 'layers', { min: 1, max: 200 }) ?? [null];
  return list('tokens', 32_768, base.maxLength).flatMap((maxLength) =>
    list('batch-size', 256, base.batchSize).flatMap((batchSize) =>
      list('rank', 512, base.rank).flatMap((rank) =>
        layers.flatMap((count) =>
          (variants.length > 0 ? variants : [{}]).map((kernels) => ({
            ...{ config: { ...base, maxLength, batchSize, rank }, layers: count, kernels },
          })),
        ),
      ),
    ),
  );
}

/** Those that attention has no kernels by the name of. */
const PRODUCTS = MATMUL_VARIANTS.filter((name) => !ATTENTION_VARIANTS.some((other) => other === name));

/** Of attention's kernels, of the products with NF4, or of which linears one product computes. */
function choiceOf(variant: string): KernelChoices {
  if (PRODUCTS.some((name) => name === variant)) return { 'matmulForward.nf4': variant, 'matmulBackward.nf4': variant };
  return ATTENTION_VARIANTS.some((name) => name === variant) ? { attention: variant } : { [STACK]: variant };
}

/** Times optimizer steps (forward, backward, update); one measurement for each combination of the lists. */
export async function benchStep(args: Args, io: Io): Promise<number> {
  const cases = casesOf(args);
  const steps = readSteps(args.get('steps') ?? '5');
  const model = await openBenchModel(args, (cases[0] as Case).config.model, io);
  const bar = new ProgressBar(io);
  const gpu = await openBenchGpu(args);
  try {
    const roof = await printRoof(gpu, args, io);
    for (const { config, layers, kernels: chosen } of cases) {
      const modelConfig = parseModelConfig(withLayers(model.configJson, layers));
      const rows = randomRows(config, modelConfig.vocabulary);
      const engine = await createEngine(gpu, {
        config: modelConfig,
        source: model.tensors,
        quantisation: { kind: 'nf4', doubleQuant: config.doubleQuant },
        lora: loraSettings(config),
        seed: config.seed,
        capacity: { tokens: config.batchSize * config.maxLength, context: 0 },
        checkpointing: config.checkpointing,
        training: true,
        precision: config.precision,
        kernels: chosen,
        onProgress: ({ phase, done, total }) => bar.draw('Loading', done, total, phase),
      });
      const records = await timeSteps(engine, rows, config, steps, bar);
      const split = await engine.timeStep(rows.slice(0, config.batchSize));
      const kernels = args.has('kernels') ? await engine.profile(rows.slice(0, config.batchSize)) : null;
      engine.destroy();
      bar.clear();
      report(io, args.has('json'), { config, modelConfig, engine, records, split, model: model.id, roof });
      if (kernels) reportKernels(io, args.has('json'), kernels);
    }
    return EXIT_DONE;
  } finally {
    bar.clear();
    model.close();
    gpu.destroy();
  }
}

/** The rows of exactly one step, so that every epoch is one. */
function randomRows({ batchSize, gradientAccumulation, maxLength, seed }: RunConfig, vocabulary: number): TokenRow[] {
  const random = createRandom(seed);
  return Array.from({ length: batchSize * gradientAccumulation }, () => ({
    ids: Uint32Array.from({ length: maxLength }, () => random.integer(vocabulary)),
    supervised: new Uint8Array(maxLength).fill(1, Math.floor(maxLength * PROMPT_SHARE)),
  }));
}

async function timeSteps(
  engine: Engine,
  rows: readonly TokenRow[],
  config: RunConfig,
  steps: number,
  bar: ProgressBar,
): Promise<StepRecord[]> {
  const { steps: records } = await engine.train({
    train: rows,
    validation: [],
    // The last step also reads the adapter back, so one more is run at either end.
    settings: { ...trainSettings(config), maxSteps: steps + 2, saveSteps: steps + 2 },
    emit: (event) => event.event === 'step' && bar.draw('Timing', event.step, event.totalSteps, `step ${event.step}`),
    save: async () => {},
  });
  return [...records];
}

interface Measured {
  readonly config: RunConfig;
  readonly modelConfig: ModelConfig;
  readonly engine: Engine;
  readonly records: readonly StepRecord[];
  readonly split: RunTime;
  readonly model: string;
  readonly roof: Roof;
}

function report(io: Io, json: boolean, { config, modelConfig, engine, records, split, model, roof }: Measured): void {
  const { gpu, memory, kernels, checkpointing, precision, tier, tuneMs } = engine.info;
  const first = records[0] as StepRecord;
  const last = records[records.length - 2] as StepRecord;
  const steps = last.step - first.step;
  const msPerStep = (last.elapsedMs - first.elapsedMs) / steps;
  const tokensPerStep = config.batchSize * config.gradientAccumulation * config.maxLength;
  const tokensPerSec = (1000 * tokensPerStep) / msPerStep;
  const msPerMicroBatch = msPerStep / config.gradientAccumulation;
  const perToken = stepFlopsPerToken(modelConfig, loraSettings(config), config.maxLength, 1 - PROMPT_SHARE);
  const tflops = (perToken * tokensPerSec) / 1e12;
  const roofShare = tflops / roof.tflops;
  if (!json) {
    io.out(
      `${gpu.name}, ${tierText(tier)}: ${formatNumber(tokensPerSec)} tokens/s, ${msPerMicroBatch.toFixed(1)} ms per micro-batch of ` +
        `${config.batchSize} x ${config.maxLength}, rank ${config.rank}, ${modelConfig.layers} layers, ${formatBytes(memory.totalBytes)}, ` +
        `${tflops.toPrecision(3)} TFLOP/s, ${percent(roofShare)} of the f32 roof; ${splitText(split)}\n`,
    );
    return;
  }
  printLine(io, {
    bench: 'step',
    adapter: gpu.name,
    software: gpu.software,
    features: gpu.features,
    model,
    precision,
    tier,
    checkpointing,
    batchSize: config.batchSize,
    tokensPerRow: config.maxLength,
    gradientAccumulation: config.gradientAccumulation,
    rank: config.rank,
    layers: modelConfig.layers,
    targets: config.targets,
    steps,
    tokensPerSec,
    tflops,
    roofShare,
    msPerStep,
    msPerMicroBatch,
    split,
    peakBytes: memory.totalBytes,
    tuneMs,
    kernels,
  });
}

function readSteps(typed: string): number {
  const steps = /^\d+$/.test(typed) ? Number(typed) : 0;
  if (steps >= 1 && steps <= 1000) return steps;
  throw new UserError(`"${typed}" is not allowed`, { where: '--steps', remedy: 'Give a whole number from 1 to 1000.' });
}
