import { UserError } from '../../lib/errors.ts';
import { BENCH_SETTINGS } from '../benchSettings.ts';
import { benchStep } from '../benchStep.ts';
import type { Command } from '../command.ts';
import { notYet } from '../notYet.ts';
import { DEVICE_OPTION, HELP_OPTION, JSON_OPTION, settingOptions } from '../options.ts';

/** What the plan names beside `step`. */
const PLANNED = ['matmul', 'attention', 'decode', 'load'];

export const benchCommand: Command = {
  name: 'bench',
  summary: 'Measure speed and memory: "bench step" times whole optimizer steps on full-length random rows.',
  usage: ['tabtune bench step --model NAME --batch-size 2 --max-length 512 [--steps 5] [--json]'],
  options: [
    {
      flag: 'steps',
      kind: 'value',
      value: 'N',
      section: 'Measurement',
      help: 'Optimizer steps to time, after one that is not counted. [1 to 1000; default 5]',
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
    if (kind !== undefined && PLANNED.includes(kind)) throw notYet(`bench ${kind}`, 'this measurement comes later.');
    throw new UserError(kind === undefined ? 'nothing to measure was named' : `unknown measurement "${kind}"`, {
      remedy: 'Use "tabtune bench step".',
    });
  },
};
