import { lossSeries } from '../lib/chart/lossSeries.ts';
import { type RunConfig, SETTING_KEYS, type SettingKey, settingOf } from '../run/config.ts';
import { TRIAL_KEYS } from '../run/trialGrid.ts';
import type { CurvePoint, TrialRecord, TrialStatus } from '../run/trialRecord.ts';
import type { FinishedRun } from './finishedRuns.ts';
import type { RunFacts } from './runFacts.ts';

/** A trial of this session in a line: a run of its own, or one of a grid. */
export interface TrialRow {
  /** From 1, over all runs of the session. */
  readonly number: number;
  /** Where its results are: the run, and the trial of its grid; null: it has none (yet). */
  readonly place: { readonly run: number; readonly trial: number | null } | null;
  readonly learningRate: number;
  readonly batchSize: number;
  /** Other settings that are not the same in all rows, as `Rank 16`. */
  readonly differs: readonly string[];
  readonly status: TrialStatus;
  readonly reason: string | null;
  /** Mean of the last ten steps. */
  readonly finalTrainingLoss: number | null;
  readonly bestValidationLoss: number | null;
  readonly elapsedMs: number | null;
  readonly curve: readonly CurvePoint[];
  /** Lowest validation loss of all; of one trial alone nothing is the best. */
  readonly best: boolean;
}

const MAX_CURVE_POINTS = 200;

/** The finished runs, then the one under way, then those that wait. */
export function trialRows(
  runs: readonly FinishedRun[],
  active: RunFacts | null,
  waiting: readonly RunConfig[],
): readonly TrialRow[] {
  const rows = [
    ...runs.flatMap(rowsOfRun),
    ...(active === null ? [] : rowsUnderWay(active)),
    ...waiting.map((config) => ({ ...unknown(config), config })),
  ];
  const other = varied(rows.map(({ config }) => config));
  const done = rows.filter(({ place, bestValidationLoss }) => place !== null && bestValidationLoss !== null);
  const lowest = Math.min(...done.map(({ bestValidationLoss }) => bestValidationLoss ?? Number.POSITIVE_INFINITY));
  const best = done.length > 1 ? done.find(({ bestValidationLoss }) => bestValidationLoss === lowest) : undefined;
  return rows.map(({ config, ...row }, i) => ({
    ...row,
    number: i + 1,
    differs: other.map((key) => `${settingOf(key).label} ${settingOf(key).write(config[key]).join(' ') || 'none'}`),
    best: rows[i] === best,
  }));
}

type Row = Omit<TrialRow, 'number' | 'differs' | 'best'> & { readonly config: RunConfig };

function rowsOfRun(run: FinishedRun): Row[] {
  const { facts, number, curve, validations } = run;
  if (facts.trials.length > 0) return rowsOfGrid(facts, number);
  const losses = validations.map(({ loss }) => loss).filter(Number.isFinite);
  return [
    {
      ...unknown(facts.config),
      config: facts.config,
      place: { run: number, trial: null },
      status: facts.done?.status ?? 'finished',
      finalTrainingLoss: facts.done?.finalTrainingLoss ?? null,
      bestValidationLoss: losses.length === 0 ? null : Math.min(...losses),
      elapsedMs: facts.done?.trainMs ?? null,
      curve: lossSeries(curve, MAX_CURVE_POINTS),
    },
  ];
}

function rowsUnderWay(facts: RunFacts): Row[] {
  if (facts.trials.length > 0) return rowsOfGrid(facts, null);
  return [{ ...unknown(facts.config), config: facts.config, status: 'running' }];
}

function rowsOfGrid(facts: RunFacts, run: number | null): Row[] {
  return facts.trials.map((trial) => {
    const { learningRate, batchSize, status, reason, finalTrainingLoss, bestValidationLoss, curve } = trial;
    return {
      config: { ...facts.config, learningRate, batchSize },
      place: run === null || trial.folder === null ? null : { run, trial: trial.number },
      ...{ learningRate, batchSize, status, reason, finalTrainingLoss, bestValidationLoss, curve },
      elapsedMs: trial.steps === 0 ? null : trial.elapsedMs,
    };
  });
}

function unknown({ learningRate, batchSize }: RunConfig): Omit<Row, 'config'> {
  const nothing = { finalTrainingLoss: null, bestValidationLoss: null, elapsedMs: null, reason: null };
  return { place: null, learningRate, batchSize, status: 'waiting', ...nothing, curve: [] };
}

/** The settings besides learning rate and batch size, which have columns, that are not the same everywhere. */
function varied(configs: readonly RunConfig[]): SettingKey[] {
  const isColumn = (key: SettingKey) => TRIAL_KEYS.some((column) => column === key);
  return SETTING_KEYS.filter(
    (key) => !isColumn(key) && new Set(configs.map((config) => JSON.stringify(config[key]))).size > 1,
  );
}

/** The trial of a grid that its run is in the end: the lowest validation loss, the first of equals; null: none left an adapter. */
export function bestOfGrid(trials: readonly TrialRecord[]): TrialRecord | null {
  const loss = (trial: TrialRecord) => trial.bestValidationLoss ?? Number.POSITIVE_INFINITY;
  const kept = trials.filter(({ folder }) => folder !== null);
  return kept.reduce<TrialRecord | null>(
    (best, trial) => (best === null || loss(trial) < loss(best) ? trial : best),
    null,
  );
}

/** The trial under way, for a sentence; null: this is one run. */
export function trialUnderWay(trials: readonly TrialRecord[]): { trial: TrialRecord; total: number } | null {
  const trial = trials.find(({ status }) => status === 'running');
  return trial === undefined ? null : { trial, total: trials.length };
}
