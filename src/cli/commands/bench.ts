import { UserError } from '../../lib/errors.ts';
import { benchDecode } from '../benchDecode.ts';
import { benchLoad } from '../benchLoad.ts';
import { benchMatmul } from '../benchMatmul.ts';
import { BENCH_SETTINGS } from '../benchSettings.ts';
import { benchStep } from '../benchStep.ts';
import type { Command } from '../command.ts';
import { SHAPE_NAMES } from '../modelShapes.ts';
import { notYet } from '../notYet.ts';
import { DEVICE_OPTION, HELP_OPTION, JSON_OPTION, settingOptions } from '../options.ts';

/** What the plan names beside `step`. */
const PLANNED = ['attention'];

export const benchCommand: Command = {
  name: 'bench',
  summary:
    'Measure speed and memory: "bench step" times optimizer steps on full-length random rows, "bench decode" answers, "bench load" loading, "bench matmul" matrix products.',
  usage: [
    'tabtune bench step --model NAME --batch-size 2 --max-length 512 [--steps 5] [--kernels] [--json]',
    'tabtune bench decode --model NAME [--sequences 1,32] [--json]',
    'tabtune bench load --model NAME [--json]',
    'tabtune bench matmul [--size MxNxK] [--weight KIND] [--variant NAME] [--json]',
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
      help: 'step: also the time of each GPU program, measured one by one.',
    },
    {
      flag: 'sequences',
      kind: 'value',
      value: 'N,N',
      section: 'Measurement',
      help: 'decode: how many sequences are decoded together. [default 1,32]',
    },
    {
      flag: 'size',
      kind: 'values',
      value: 'MxNxK',
      section: 'Measurement',
      help: 'matmul: rows x outputs x inputs. [default: the linears of a 1B Llama at 1,024 tokens]',
    },
    {
      flag: 'weight',
      kind: 'values',
      value: 'KIND',
      section: 'Measurement',
      help: 'matmul: how the matrix is stored. [nf4|f32|f16|bf16; default nf4 and f32]',
    },
    {
      flag: 'variant',
      kind: 'values',
      value: 'NAME',
      section: 'Measurement',
      help: 'matmul: GPU programs to compare. [default: those for this adapter]',
    },
    ...settingOptions(BENCH_SETTINGS),
    DEVICE_OPTION,
    JSON_OPTION,
    HELP_OPTION,
  ],
  maxPositionals: 1,
  run: (args, io) => {
    const kind = args.positionals[0];
    if (kind === 'step') return benchStep(args, io);
    if (kind === 'matmul') return benchMatmul(args, io);
    if (kind === 'decode') return benchDecode(args, io);
    if (kind === 'load') return benchLoad(args, io);
    if (kind !== undefined && PLANNED.includes(kind)) throw notYet(`bench ${kind}`, 'this measurement comes later.');
    throw new UserError(kind === undefined ? 'nothing to measure was named' : `unknown measurement "${kind}"`, {
      remedy: 'Use "tabtune bench step", decode, load or matmul.',
    });
  },
};
