import { UserError } from '../lib/errors.ts';
import type { Setting } from './setting.ts';
import {
  choice,
  choices,
  integer,
  number,
  onOff,
  optionalInteger,
  optionalText,
  percentages,
  template,
  text,
  texts,
} from './setting.ts';

/**
 * Every setting of a run, once. Command-line flags with their help, the form fields of the studio and the `config` of run.json are derived
 * from this table; the initial values are those of the published recipe.
 */
export const SETTINGS = {
  model: text({
    flag: 'model',
    placeholder: 'NAME|DIR|FILE.gguf|hf:OWNER/NAME',
    group: 'model',
    label: 'Base model',
    initial: 'small',
    help: 'The model to start from: mini or small (both come with TabTune), a model folder, a GGUF file, or hf:owner/name of the Hugging Face Hub.',
  }),
  doubleQuant: onOff({
    flag: 'double-quant',
    group: 'model',
    label: 'Double quantisation',
    initial: true,
    help: 'Also stores the scales of the 4-bit weights in 8 bits: 0.37 bits per weight less, almost the same values.',
  }),

  where: texts({
    flag: 'where',
    placeholder: 'COLUMN=VALUE',
    group: 'data',
    label: 'Rows',
    initial: [],
    help: 'Keep only rows that meet column=value; also =a|b (one of), !=, ~ (contains), >=, <=, and = alone (empty). All that are given must hold.',
  }),
  prompt: template({
    flag: 'prompt',
    placeholder: 'TEMPLATE',
    group: 'data',
    label: 'Prompt',
    initial: 'Question type: {{qtype}}\nQuestion: {{Question}}',
    help: 'What the model is asked. {{Column}} stands for the cell of that column, \\n for a new line.',
  }),
  completion: template({
    flag: 'completion',
    placeholder: 'TEMPLATE',
    group: 'data',
    label: 'Answer',
    initial: '{{Answer}}',
    help: 'What the model learns to write. {{Column}} stands for the cell of that column, \\n for a new line.',
  }),
  delimiter: choice({
    flag: 'delimiter',
    group: 'data',
    label: 'Columns end at',
    initial: 'auto',
    choices: ['auto', 'comma', 'semicolon', 'tab', 'pipe'],
    help: 'The character between the cells of a CSV. Auto: the one that fits the first rows best.',
  }),
  encoding: choice({
    flag: 'encoding',
    group: 'data',
    label: 'Encoding',
    initial: 'auto',
    choices: ['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252'],
    help: 'How letters are written as bytes in the CSV. Auto: found in the file. Choose another when letters look wrong.',
  }),
  badRows: choice({
    flag: 'bad-rows',
    group: 'data',
    label: 'Broken rows',
    initial: 'stop',
    choices: ['stop', 'skip'],
    help: 'Rows that cannot be read (an open quote, too many cells): stop and name the first, or leave them out.',
  }),
  keepEmpty: onOff({
    flag: 'keep-empty',
    group: 'data',
    label: 'Keep empty rows',
    initial: false,
    help: 'Use rows whose question or answer is empty, too.',
  }),
  keepDuplicates: onOff({
    flag: 'keep-duplicates',
    group: 'data',
    label: 'Keep duplicates',
    initial: false,
    help: 'Use rows whose question and answer an earlier row has, too.',
  }),
  keepNearDuplicates: onOff({
    flag: 'keep-near-duplicates',
    group: 'data',
    label: 'Keep near-duplicates',
    initial: false,
    help: 'Use rows, too, whose question and answer differ from an earlier row’s in hardly a word (90 % of three-word runs shared).',
  }),
  stratify: optionalText({
    flag: 'stratify',
    placeholder: 'COLUMN',
    group: 'data',
    label: 'Keep balanced by',
    initial: null,
    help: 'Each value of this column gets the same share of all three parts. Left out: the split is random.',
  }),
  split: percentages({
    flag: 'split',
    group: 'data',
    label: 'Split',
    initial: [80, 10, 10],
    unit: '%',
    help: 'Shares of rows for training, for choosing the best checkpoint, and for the final test.',
  }),
  keepTogether: onOff({
    flag: 'keep-copies-together',
    group: 'data',
    label: 'Keep copies in one part',
    initial: false,
    help: 'Rows with the same question, the same long answer, or nearly the same text go to one part, so that no test row was trained.',
  }),
  limit: optionalInteger({
    flag: 'limit',
    group: 'data',
    label: 'Rows per part',
    initial: null,
    min: 1,
    max: 10_000_000,
    unit: 'rows',
    help: 'Use at most this many rows of each part, spread evenly over it, for a quick try. Left out: all rows.',
  }),
  maxLength: integer({
    flag: 'max-length',
    group: 'data',
    label: 'Maximum length',
    initial: 512,
    min: 8,
    max: 131_072,
    unit: 'tokens',
    help: 'Longer rows are cut at this length, prompt and answer together. Memory and time grow with it.',
  }),

  rank: integer({
    flag: 'rank',
    group: 'adapter',
    label: 'Rank',
    initial: 8,
    min: 1,
    max: 256,
    help: 'Width of the LoRA matrices. More can hold more changes and makes a larger adapter.',
  }),
  alpha: number({
    flag: 'alpha',
    group: 'adapter',
    label: 'Alpha',
    initial: 16,
    min: 0.001,
    max: 4096,
    help: 'Strength of the adapter: its output is multiplied by alpha / rank.',
  }),
  dropout: number({
    flag: 'dropout',
    group: 'adapter',
    label: 'Dropout',
    initial: 0.1,
    min: 0,
    max: 0.9,
    help: 'Share of adapter inputs set to zero at random while training, against learning rows by heart.',
  }),
  targets: choices({
    flag: 'target',
    group: 'adapter',
    label: 'Adapted matrices',
    initial: ['q_proj', 'v_proj'],
    choices: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
    help: 'The matrices of every block that get an adapter.',
  }),
  rslora: onOff({
    flag: 'rslora',
    group: 'adapter',
    label: 'Rank-stabilised scaling',
    initial: false,
    help: 'Multiplies the adapter by alpha / sqrt(rank) in place of alpha / rank; for high ranks.',
  }),

  epochs: integer({
    flag: 'epochs',
    group: 'training',
    label: 'Epochs',
    initial: 5,
    min: 1,
    max: 1000,
    unit: 'passes',
    help: 'How many times every training row is seen.',
  }),
  learningRate: number({
    flag: 'lr',
    group: 'training',
    label: 'Learning rate',
    initial: 1e-4,
    min: 1e-8,
    max: 1,
    help: 'Size of the steps at their largest. Too small learns little, too large forgets or breaks.',
  }),
  batchSize: integer({
    flag: 'batch-size',
    group: 'training',
    label: 'Batch size',
    initial: 2,
    min: 1,
    max: 256,
    unit: 'rows',
    help: 'Rows that go through the model together. Memory grows with it.',
  }),
  gradientAccumulation: integer({
    flag: 'grad-accum',
    group: 'training',
    label: 'Gradient accumulation',
    initial: 5,
    min: 1,
    max: 1024,
    unit: 'batches',
    help: 'Batches whose gradients are added up before the weights change.',
  }),
  warmupSteps: integer({
    flag: 'warmup-steps',
    group: 'training',
    label: 'Warm-up',
    initial: 10,
    min: 0,
    max: 1_000_000,
    unit: 'steps',
    help: 'The learning rate grows from 0 over this many steps.',
  }),
  schedule: choice({
    flag: 'schedule',
    group: 'training',
    label: 'Schedule',
    initial: 'linear',
    choices: ['linear', 'cosine', 'constant'],
    help: 'How the learning rate goes on after the warm-up: down in a line, down in a half cosine, or unchanged.',
  }),
  weightDecay: number({
    flag: 'weight-decay',
    group: 'training',
    label: 'Weight decay',
    initial: 0,
    min: 0,
    max: 1,
    help: 'Pulls the adapter towards zero: at each step its weights shrink by learning rate x weight decay.',
  }),
  maxGradNorm: number({
    flag: 'max-grad-norm',
    group: 'training',
    label: 'Gradient clipping',
    initial: 1,
    min: 0,
    max: 1000,
    help: 'Longer gradients are scaled down to this length. 0 turns it off.',
  }),
  maxSteps: optionalInteger({
    flag: 'max-steps',
    group: 'training',
    label: 'Stop after',
    initial: null,
    min: 1,
    max: 10_000_000,
    unit: 'steps',
    help: 'Exactly this many optimizer steps; the schedule is laid over them. Left out: all epochs.',
  }),
  earlyStopping: onOff({
    flag: 'early-stopping',
    group: 'training',
    label: 'Early stopping',
    initial: false,
    help: 'Ends training when the validation loss has not improved for a while. The best checkpoint is the result either way.',
  }),
  patience: integer({
    flag: 'patience',
    group: 'training',
    label: 'Patience',
    initial: 2,
    min: 1,
    max: 1000,
    unit: 'validations',
    help: 'With early stopping: how many validations in a row may be no better than the best one before training ends.',
  }),
  seed: integer({
    flag: 'seed',
    group: 'training',
    label: 'Seed',
    initial: 42,
    min: 0,
    max: 0xffff_ffff,
    help: 'Decides the split, the order of rows, the first adapter weights and dropout. Same seed, same device: same bits.',
  }),

  precision: choice({
    flag: 'precision',
    group: 'engine',
    label: 'Precision',
    initial: 'auto',
    choices: ['auto', 'f32', 'f16'],
    help: 'Number format of the computation: f32, f16, or the fastest that this GPU computes correctly (auto).',
  }),
  checkpointing: choice({
    flag: 'checkpointing',
    group: 'engine',
    label: 'Gradient checkpointing',
    initial: 'auto',
    choices: ['auto', 'on', 'off'],
    help: 'Keeps one block in memory and computes the others twice: less memory, more time, the same result.',
  }),

  loggingSteps: integer({
    flag: 'logging-steps',
    group: 'report',
    label: 'Log every',
    initial: 10,
    min: 1,
    max: 1_000_000,
    unit: 'steps',
    help: 'A line of progress every so many optimizer steps. Every step is kept in run.json.',
  }),
  saveSteps: integer({
    flag: 'save-steps',
    group: 'report',
    label: 'Save every',
    initial: 50,
    min: 1,
    max: 1_000_000,
    unit: 'steps',
    help: 'A checkpoint every so many optimizer steps, to resume from after a crash.',
  }),
  evalSteps: optionalInteger({
    flag: 'eval-steps',
    group: 'report',
    label: 'Validate every',
    initial: null,
    min: 1,
    max: 1_000_000,
    unit: 'steps',
    help: 'Measures the validation rows every so many optimizer steps. Left out: after each epoch.',
  }),
  predictions: integer({
    flag: 'predictions',
    group: 'report',
    label: 'Predictions',
    initial: 100,
    min: 0,
    max: 1_000_000,
    unit: 'rows',
    help: 'Test rows answered by the base and the tuned model for comparison.',
  }),
  maxNewTokens: optionalInteger({
    flag: 'max-new-tokens',
    group: 'report',
    label: 'Longest prediction',
    initial: null,
    min: 1,
    max: 131_072,
    unit: 'tokens',
    help: 'Longest answer in the predictions. Left out: up to the maximum length, prompt included.',
  }),
  fewShot: integer({
    flag: 'few-shot',
    group: 'report',
    label: 'Examples in the prompt',
    initial: 0,
    min: 0,
    max: 32,
    unit: 'examples',
    help: 'Also measures the base with this many training examples in its prompt: was tuning worth it? Takes time. 0: not measured.',
  }),
};

export type SettingKey = keyof typeof SETTINGS;
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** The settings of one run. */
export type RunConfig = { readonly [K in SettingKey]: ValueOf<(typeof SETTINGS)[K]> };

export function defaultConfig(): RunConfig {
  return Object.fromEntries(SETTING_KEYS.map((key) => [key, SETTINGS[key].initial])) as unknown as RunConfig;
}

/** The row of the table without its value type, for code that treats all rows alike. */
export function settingOf(key: SettingKey): Setting<unknown> {
  return SETTINGS[key] as unknown as Setting<unknown>;
}

/** One value, judged. Throws a UserError that names the flag, the value and what is allowed. */
export function checkSetting<K extends SettingKey>(key: K, value: unknown): RunConfig[K] {
  const setting = settingOf(key);
  const result = setting.schema.safeParse(value);
  if (result.success) return result.data as RunConfig[K];
  throw new UserError(`${shown(value)} is not allowed`, {
    where: `--${setting.flag}`,
    remedy: `Give ${setting.allowed}.`,
  });
}

/**
 * A whole config from settings that were typed, stored or sent; what is left out takes the recipe's value.
 * Throws a UserError for the first bad value, or for a key that is no setting.
 */
export function parseConfig(input: unknown, where = 'config'): RunConfig {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new UserError('is no object of settings', { where });
  const given = input as Readonly<Record<string, unknown>>;
  const strange = Object.keys(given).find((key) => !(key in SETTINGS));
  if (strange !== undefined) throw new UserError(`unknown setting "${strange}"`, { where });
  const pairs = SETTING_KEYS.map((key) => [
    key,
    given[key] === undefined ? SETTINGS[key].initial : checkSetting(key, given[key]),
  ]);
  return Object.fromEntries(pairs) as RunConfig;
}

/** `--rank 16 --lr 2e-3`: only what differs from the recipe, unquoted; the texts belong together in pairs. */
export function configArguments(config: RunConfig): readonly string[] {
  return SETTING_KEYS.flatMap((key) => {
    const setting = settingOf(key);
    if (JSON.stringify(config[key]) === JSON.stringify(setting.initial)) return [];
    return setting.write(config[key]).flatMap((value) => [`--${setting.flag}`, value]);
  });
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 57)}…` : value}"`;
  return Array.isArray(value) ? `"${value.join(',')}"` : String(value);
}
