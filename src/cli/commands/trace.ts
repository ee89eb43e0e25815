import { resolve } from 'node:path';
import type { Precision } from '../../engine/types.ts';
import { UserError } from '../../lib/errors.ts';
import type { Args } from '../args.ts';
import type { Command } from '../command.ts';
import { EXIT_DONE, type Io, printLine } from '../io.ts';
import { DEVICE_OPTION, HELP_OPTION } from '../options.ts';
import { writeTrace } from '../trace/output.ts';
import { traceCase } from '../trace/traceCase.ts';

export const traceCommand: Command = {
  name: 'trace',
  summary: 'Compute what a golden case expects, in its own layout, for golden/compare.py to judge.',
  usage: ['tabtune trace --case DIR --out NAME [--model DIR | FILE.gguf] [--device software]'],
  options: [
    { flag: 'case', kind: 'value', value: 'DIR', section: 'Files', help: 'A folder of golden/ with a case.json.' },
    {
      flag: 'out',
      kind: 'value',
      value: 'NAME',
      section: 'Files',
      help: 'Writes NAME.safetensors, NAME.json or both.',
    },
    {
      flag: 'model',
      kind: 'value',
      value: 'DIR|FILE.gguf',
      section: 'Files',
      help: 'The model, where it is not the folder of the case or the one above (smollm2, tokenizer).',
    },
    {
      flag: 'precision',
      kind: 'value',
      value: 'f32|f16',
      section: 'Files',
      help: 'Of the cases models/X, their train and merged: how the products of frozen matrices and attention round. [default f32]',
    },
    DEVICE_OPTION,
    HELP_OPTION,
  ],
  run: trace,
};

async function trace(args: Args, io: Io): Promise<number> {
  const folder = resolve(io.cwd, args.need('case', 'Name a folder of golden/.'));
  const name = resolve(io.cwd, args.need('out', 'Name the files to write, without an ending.'));
  const model = args.get('model');
  const output = await traceCase(io, {
    folder,
    model: model === null ? null : resolve(io.cwd, model),
    device: args.get('device') ?? 'auto',
    precision: precisionOf(args.get('precision') ?? 'f32'),
  });
  for (const path of writeTrace(name, output)) printLine(io, path);
  return EXIT_DONE;
}

function precisionOf(typed: string): Precision {
  if (typed === 'f32' || typed === 'f16') return typed;
  throw new UserError(`"${typed}" is not allowed`, { where: '--precision', remedy: 'Use f32 or f16.' });
}
