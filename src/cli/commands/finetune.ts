import { settingOf } from '../../run/config.ts';
import { PRESET_NAMES } from '../../run/presets.ts';
import { TRIAL_KEYS } from '../../run/trialGrid.ts';
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

const LOSERS_OPTION: Option = {
  flag: 'stop-losers',
  kind: 'switch',
  section: 'Training',
  help: 'Of several trials, end one whose validation loss is more than 0.1 above that of the best finished trial at the same share of its training, from its first epoch on.',
};

/** The settings, with a word on those that take a list. */
function trainingOptions(): Option[] {
  const listed = TRIAL_KEYS.map((key) => settingOf(key).flag);
  const options = settingOptions().map((option) =>
    listed.includes(option.flag)
      ? {
          ...option,
          value: `${option.value}[,${option.value}]`,
          help: `${option.help} Several, separated by commas: each pair is a trial.`,
        }
      : option,
  );
  const at = options.findLastIndex(({ section }) => section === LOSERS_OPTION.section) + 1;
  return options.toSpliced(at, 0, LOSERS_OPTION);
}

export const finetuneCommand: Command = {
  name: 'finetune',
  summary: 'Train a LoRA adapter on the rows of a table (QLoRA), and measure it against its base.',
  usage: [
    'tabtune finetune --csv FILE --where COLUMN=VALUE --stratify COLUMN --model NAME --out DIR [flags]',
    'tabtune finetune --train FILE --validation FILE --test FILE --model NAME --out DIR [flags]',
    'tabtune finetune --resume DIR',
  ],
  options: [...FILE_OPTIONS, PRESET_OPTION, ...trainingOptions(), DEVICE_OPTION, JSON_OPTION, HELP_OPTION],
  notes: [
    'Several learning rates or batch sizes make trials, one after another on the loaded model: --out gets the files of the one with the lowest validation loss, --out/trials a folder for each.',
    'Ctrl-C stops after the current step and keeps what was learned; a second one aborts.',
  ],
  run: (args, io) => executeFinetune(planFinetune(args, io), io),
};
