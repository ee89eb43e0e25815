import { UserError } from '../../lib/errors.ts';
import type { Args } from '../args.ts';
import type { Command } from '../command.ts';
import { generateFromFile, generateOne } from '../generateRun.ts';
import type { Io } from '../io.ts';
import { DEVICE_OPTION, HELP_OPTION, JSON_OPTION, type Option, samplingOptions, settingOptions } from '../options.ts';

const OPTIONS: readonly Option[] = [
  {
    flag: 'prompt',
    kind: 'value',
    value: 'TEXT',
    section: 'Question',
    help: 'What to ask, in the form of the training prompts; \\n makes a new line.',
  },
  {
    flag: 'data',
    kind: 'value',
    value: 'FILE.jsonl',
    section: 'Question',
    help: 'In place of --prompt: answer the "prompt" of each line.',
  },
  {
    flag: 'out',
    kind: 'value',
    value: 'FILE.jsonl',
    section: 'Question',
    help: 'Where the answers to --data go; stdout when left out.',
  },
  {
    flag: 'force',
    kind: 'switch',
    section: 'Question',
    help: 'Replace --out when it is there.',
  },
  {
    flag: 'adapter',
    kind: 'value',
    value: 'DIR',
    section: 'Model',
    help: 'Folder of a PEFT LoRA adapter, or the checkpoint.safetensors of a run. Left out: the base model.',
  },
  {
    flag: 'max-new-tokens',
    kind: 'value',
    value: 'N',
    section: 'Answer',
    help: 'Longest answer. [1 to 131072; tokens; default 256]',
  },
  ...samplingOptions('Answer'),
];

export const generateCommand: Command = {
  name: 'generate',
  summary: 'Answer a question, or every question of a JSONL file, with or without an adapter.',
  usage: [
    'tabtune generate --model NAME [--adapter DIR] --prompt TEXT',
    'tabtune generate --model NAME [--adapter DIR] --data FILE.jsonl --out FILE.jsonl',
  ],
  options: [
    ...OPTIONS,
    ...settingOptions(['model', 'doubleQuant', 'limit', 'seed']),
    DEVICE_OPTION,
    JSON_OPTION,
    HELP_OPTION,
  ],
  notes: [
    'The same --seed gives the same answers on the same device; row i of --data draws from a stream of its own, whatever stands beside it.',
  ],
  run: generate,
};

async function generate(args: Args, io: Io): Promise<number> {
  const asked = args.has('prompt');
  if (asked === args.has('data')) {
    const what = asked ? '--prompt and --data exclude each other' : 'no question was given';
    throw new UserError(what, { remedy: 'Give --prompt TEXT or --data FILE.jsonl.' });
  }
  if (asked && args.has('out')) {
    throw new UserError('only applies to --data', { where: '--out', remedy: 'The answer to --prompt goes to stdout.' });
  }
  return asked ? generateOne(args, io) : generateFromFile(args, io);
}
