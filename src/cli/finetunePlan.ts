import { resolve } from 'node:path';
import { UserError } from '../lib/errors.ts';
import type { ReportOptions } from '../report/runReport.ts';
import { parseConfig, type RunConfig, SETTING_KEYS, settingOf } from '../run/config.ts';
import { PRESET_NAMES, presetSettings, sampleModel } from '../run/presets.ts';
import { LOSER_RULE, planTrials, readTrialValues, TRIAL_KEYS, type TrialKey } from '../run/trialGrid.ts';
import type { TrialsRequest } from '../run/trialRecord.ts';
import type { Args } from './args.ts';
import type { Io } from './io.ts';

/** Where the rows of a new run are. */
export type RowSource =
  | { readonly kind: 'csv'; readonly path: string }
  | { readonly kind: 'jsonl'; readonly train: string; readonly validation: string; readonly test: string };

export type TrialLists = Readonly<Partial<Record<TrialKey, readonly number[]>>>;

/** What the flags of `finetune` ask for, before any file was opened. Paths are absolute. */
export interface FinetunePlan {
  readonly given: Partial<RunConfig>;
  readonly config: RunConfig;
  /** The values that were typed for settings of which a grid takes several. */
  readonly lists: TrialLists;
  /** Several values of one of them: trials; null: one run. */
  readonly trials: TrialsRequest | null;
  readonly rows: RowSource | null;
  readonly out: string;
  readonly resume: string | null;
  readonly init: string | null;
  readonly force: boolean;
  /** Write no text of a row. */
  readonly leaveOutRows: boolean;
  /** Write a report beside run.json. */
  readonly report: ReportOptions | null;
  readonly json: boolean;
  readonly device: string;
}

/** Throws a UserError for flags that are missing, contradict each other, or are not built yet. */
export function planFinetune(args: Args, io: Io): FinetunePlan {
  const lists = trialLists(args);
  const given = {
    ...args.givenSettings(SETTING_KEYS.filter((key) => !(key in lists))),
    ...Object.fromEntries(Object.entries(lists).map(([key, values]) => [key, values[0]])),
  };
  const path = (flag: string) => {
    const value = args.get(flag);
    return value === null ? null : resolve(io.cwd, value);
  };
  const resume = path('resume');
  const rows = rowSource(args, path);
  if (rows === null && resume === null) {
    throw new UserError('no rows were given', { remedy: 'Give --csv FILE, or --train, --validation and --test.' });
  }
  const device = args.get('device') ?? 'auto';
  const preset = presetOf(args, device === 'software');
  if (resume !== null && args.has('preset'))
    throw new UserError('cannot be given together with --resume: an unfinished run keeps its settings', {
      where: '--preset',
    });
  const out = path('out') ?? resume;
  if (out === null)
    throw new UserError('is missing', { where: '--out', remedy: 'Name the folder for the adapter and its files.' });
  if (rows?.kind === 'jsonl') refuseTableFlags(args);
  const config = parseConfig({ ...preset, ...given });
  return {
    given,
    config,
    lists,
    trials: trialsOf(lists, config, args),
    rows,
    out,
    resume,
    init: path('init'),
    force: args.has('force'),
    leaveOutRows: args.has('leave-out-rows'),
    report: reportOf(args),
    json: args.has('json'),
    device,
  };
}

/** The settings of `--preset`, over which the flags win; the sample also says which demo model it is meant for. */
function presetOf(args: Args, software: boolean): Partial<RunConfig> {
  const typed = args.get('preset');
  if (typed === null) return {};
  const name = PRESET_NAMES.find((known) => known === typed);
  if (name === undefined)
    throw new UserError(`"${typed}" is not allowed`, {
      where: '--preset',
      remedy: `Give ${PRESET_NAMES.join(' or ')}.`,
    });
  return {
    ...presetSettings(name, { software, studio: false }),
    ...(name === 'sample' && { model: sampleModel(software) }),
  };
}

function reportOf(args: Args): ReportOptions | null {
  if (args.has('report')) return { text: args.onOff('report-text', true) && !args.has('leave-out-rows') };
  if (args.has('report-text'))
    throw new UserError('only applies together with --report', { where: '--report-text', remedy: 'Add --report.' });
  return null;
}

function rowSource(args: Args, path: (flag: string) => string | null): RowSource | null {
  const csv = path('csv');
  const [train, validation, test] = [path('train'), path('validation'), path('test')];
  const anyPart = train ?? validation ?? test;
  if (csv !== null) {
    if (anyPart !== null)
      throw new UserError('cannot be given together with --train, --validation or --test', { where: '--csv' });
    return { kind: 'csv', path: csv };
  }
  if (anyPart === null) return null;
  const missing = ['train', 'validation', 'test'].filter((flag) => !args.has(flag));
  if (train === null || validation === null || test === null) {
    throw new UserError(
      `${missing.map((flag) => `--${flag}`).join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      {
        remedy: 'Rows come as one --csv file that is split, or as all three of --train, --validation and --test.',
      },
    );
  }
  return { kind: 'jsonl', train, validation, test };
}

function trialLists(args: Args): TrialLists {
  const typed = TRIAL_KEYS.map((key) => [key, args.get(settingOf(key).flag)] as const);
  return Object.fromEntries(typed.flatMap(([key, text]) => (text === null ? [] : [[key, readTrialValues(key, text)]])));
}

/** One run per pair of values. Throws a UserError for too many, or for a flag that only means something among several. */
function trialsOf(lists: TrialLists, config: RunConfig, args: Args): TrialsRequest | null {
  const { learningRate = [config.learningRate], batchSize = [config.batchSize] } = lists;
  const stopLosers = args.has('stop-losers') ? LOSER_RULE : null;
  if (learningRate.length * batchSize.length === 1) {
    if (stopLosers === null || args.has('resume')) return null;
    throw new UserError('only applies to several trials', {
      where: '--stop-losers',
      remedy: 'Give several values, such as --lr 1e-4,1e-3.',
    });
  }
  const grid = { learningRates: learningRate, batchSizes: batchSize };
  planTrials(config, grid);
  return { grid, stopLosers };
}

/** Flags that say how a table is read do nothing for ready-made parts; better said than ignored. */
function refuseTableFlags(args: Args): void {
  const idle = [
    'where',
    'delimiter',
    'encoding',
    'bad-rows',
    'keep-empty',
    'keep-duplicates',
    'keep-near-duplicates',
    'prompt',
    'completion',
    'stratify',
    'split',
    'keep-copies-together',
  ].find((flag) => args.has(flag));
  if (idle !== undefined)
    throw new UserError('only applies to --csv; the JSONL files hold prompt, completion and split already', {
      where: `--${idle}`,
    });
}
