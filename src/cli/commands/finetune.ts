import { PRESET_NAMES } from '../../run/presets.ts';
import type { Command } from '../command.ts';
import { planFinetune } from '../finetunePlan.ts';
import { executeFinetune } from '../finetuneRun.ts';
import type { Option } from '../options.ts';
import { DEVICE_OPTION, HELP_OPTION, JSON_OPTION, settingOptions } from '../options.ts';

const FILES = 'Files';

const PRESET_OPTION: Option = {
  flag: 'preset',
  kind: 'value',
  value: PRESET_NAMES.join('|'),
  section: 'Preset',
  help: 'Start from a named set of settings, over which other flags win: the quick one of the sample, or the recipe (default).',
};

const FILE_OPTIONS: readonly Option[] = [
  {
    flag: 'csv',
    kind: 'value',
    value: 'FILE',
    section: FILES,
    help: 'A table with a header row; its rows are filtered, put into prompt and answer, and split.',
  },
  {
    flag: 'train',
    kind: 'value',
    value: 'FILE.jsonl',
    section: FILES,
    help: 'In place of --csv: training rows with "prompt" and "completion" on each line.',
  },
  {
    flag: 'validation',
    kind: 'value',
    value: 'FILE.jsonl',
    section: FILES,
    help: 'Rows that choose the best checkpoint.',
  },
  {
    flag: 'test',
    kind: 'value',
    value: 'FILE.jsonl',
    section: FILES,
    help: 'Rows that base and tuned model are measured on.',
  },
  {
    flag: 'out',
    kind: 'value',
    value: 'DIR',
    section: FILES,
    help: 'Folder for the adapter and its files; made when it is not there.',
  },
  {
    flag: 'resume',
    kind: 'value',
    value: 'DIR',
    section: FILES,
    help: 'Go on with the unfinished run in this folder, from its last checkpoint and with its settings and rows.',
  },
  {
    flag: 'init',
    kind: 'value',
    value: 'DIR',
    section: FILES,
    help: 'Start from this PEFT adapter; its rank, alpha and targets are taken over.',
  },
  {
    flag: 'leave-out-rows',
    kind: 'switch',
    section: FILES,
    help: 'Write no train, validation and test.jsonl, and no text of a row or an answer into run.json.',
  },
  {
    flag: 'report',
    kind: 'switch',
    section: FILES,
    help: 'Write report.html and report.md beside run.json: trials, curves, comparison, error analysis, settings.',
  },
  {
    flag: 'report-text',
    kind: 'value',
    value: 'on|off',
    section: FILES,
    help: 'With --report. off: no question, reference or answer in it. [default on; off with --leave-out-rows]',
  },
  {
    flag: 'force',
    kind: 'switch',
    section: FILES,
    help: 'Replace the results in --out, once the new ones are complete.',
  },
];

export const finetuneCommand: Command = {
  name: 'finetune',
  summary: 'Train a LoRA adapter on the rows of a table (QLoRA), and measure it against its base.',
  usage: [
    'tabtune finetune --csv FILE --where COLUMN=VALUE --stratify COLUMN --model NAME --out DIR [flags]',
    'tabtune finetune --train FILE --validation FILE --test FILE --model NAME --out DIR [flags]',
    'tabtune finetune --resume DIR',
  ],
  options: [...FILE_OPTIONS, PRESET_OPTION, ...settingOptions(), DEVICE_OPTION, JSON_OPTION, HELP_OPTION],
  notes: ['Ctrl-C stops after the current step and keeps what was learned; a second one aborts.'],
  run: (args, io) => executeFinetune(planFinetune(args, io), io),
};
