import { UserError } from '../../lib/errors.ts';
import type { Args } from '../args.ts';
import { benchAttention } from '../benchAttention.ts';
import { benchDecode } from '../benchDecode.ts';
import { benchLoad } from '../benchLoad.ts';
import { benchMatmul } from '../benchMatmul.ts';
import { benchOps } from '../benchOps.ts';
import { benchRoof } from '../benchRoof.ts';
import { BENCH_SETTINGS } from '../benchSettings.ts';
import { benchStep } from '../benchStep.ts';
import type { Command } from '../command.ts';
import type { Io } from '../io.ts';
import { SHAPE_NAMES } from '../modelShapes.ts';
import { DEVICE_OPTION, HELP_OPTION, JSON_OPTION, settingOptions } from '../options.ts';

const MEASUREMENTS: Readonly<Record<string, (args: Args, io: Io) => Promise<number>>> = {
  step: benchStep,
  attention: benchAttention,
  ops: benchOps,
  matmul: benchMatmul,
  decode: benchDecode,
  load: benchLoad,
  roof: benchRoof,
};

export const benchCommand: Command = {
  name: 'bench',
  summary:
    'Measure speed and memory: "bench step" times optimizer steps on full-length random rows, "bench attention" attention, "bench matmul" matrix products, "bench ops" what is bound by memory, "bench decode" answers, "bench load" loading. Each first measures what the adapter reaches at best ("bench roof"), and gives its figures as shares of it.',
  usage: [
    'tabtune bench step --model NAME [--tokens N,N] [--batch-size N,N] [--rank N,N] [--layers N,N] [--steps 5] [--variant NAME] [--kernels] [--json]',
    'tabtune bench attention [--tokens N,N] [--batch-size N,N] [--heads HxG[xD]] [--variant NAME] [--kernels] [--json]',
    'tabtune bench ops [--tokens N,N] [--json]',
    'tabtune bench matmul [--size MxNxK] [--weight KIND] [--variant NAME] [--json]',
    'tabtune bench decode --model NAME [--sequences 1,32] [--kernels] [--json]',
    'tabtune bench load --model NAME [--json]',
    'tabtune bench roof [--json]',
  ],
  options: [
    {
      flag: 'steps',
      kind: 'value',
      value: 'N',
      section: 'Measurement',
      help: 'Optimizer steps to time, after one that is not counted. [1 to 1000; default 5]',
    },
    {
      flag: 'model-shape',
      kind: 'value',
      value: 'NAME',
      section: 'Measurement',
      help: `step, decode, load: random weights of a known shape in place of --model. [${SHAPE_NAMES.join('|')}]`,
    },
    {
      flag: 'kernels',
      kind: 'switch',
      section: 'Measurement',
      help: 'step, attention, decode: also the time of each GPU program, measured one by one.',
    },
    {
      flag: 'tokens',
      kind: 'value',
      value: 'N,N',
      section: 'Measurement',
      help: 'step: tokens of a row, in place of --max-length; attention: of a document; ops: rows. Each length is measured. [default: attention 128 to 8192, ops 1024 and 4096]',
    },
    {
      flag: 'batch-size',
      kind: 'value',
      value: 'N,N',
      section: 'Measurement',
      help: 'step: rows of a micro-batch; attention: documents side by side; each number is measured. [1 to 256; default 2, attention 1]',
    },
    {
      flag: 'rank',
      kind: 'value',
      value: 'N,N',
      section: 'Measurement',
      help: 'step: size of the adapter; each rank is measured. [1 to 512; default 8]',
    },
    {
      flag: 'layers',
      kind: 'value',
      value: 'N,N',
      section: 'Measurement',
      help: 'step: only the first layers of the model; each number is measured. [default: all]',
    },
    {
      flag: 'sequences',
      kind: 'value',
      value: 'N,N',
      section: 'Measurement',
      help: 'decode: how many sequences are decoded together. [default 1,32]',
    },
    {
      flag: 'heads',
      kind: 'value',
      value: 'HxG[xD]',
      section: 'Measurement',
      help: 'attention: query heads x the kv heads that they share x the size of a head (32, 64, 128). [default 32x8x64]',
    },
    {
      flag: 'size',
      kind: 'values',
      value: 'MxNxK',
      section: 'Measurement',
      help: 'matmul: rows x outputs x inputs. [default: the linears of a 1B Llama at 1,024 tokens, and two sizes with more rows]',
    },
    {
      flag: 'weight',
      kind: 'values',
      value: 'KIND',
      section: 'Measurement',
      help: 'matmul: how the matrix is stored. [nf4|f32|f16|bf16; default f32 and nf4]',
    },
    {
      flag: 'variant',
      kind: 'values',
      value: 'NAME',
      section: 'Measurement',
      help: 'matmul, attention: GPU programs to compare; step: those of attention or of NF4 products, and which linears one product computes (stacked, single, qkv, gateUp). [default: those for this adapter]',
    },
    {
      flag: 'no-matrices',
      kind: 'switch',
      section: 'Measurement',
      help: 'step, matmul, decode, load: as on an adapter without subgroup matrices.',
    },
    ...settingOptions(BENCH_SETTINGS),
    DEVICE_OPTION,
    JSON_OPTION,
    HELP_OPTION,
  ],
  maxPositionals: 1,
  run: (args, io) => {
    const kind = args.positionals[0];
    const measure = kind === undefined ? undefined : MEASUREMENTS[kind];
    if (measure) return measure(args, io);
    throw new UserError(kind === undefined ? 'nothing to measure was named' : `unknown measurement "${kind}"`, {
      remedy: `Use "tabtune bench" with one of ${Object.keys(MEASUREMENTS).join(', ')}.`,
    });
  },
};
