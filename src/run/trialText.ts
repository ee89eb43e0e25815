import { formatDuration, formatPerplexity } from '../lib/format.ts';
import { settingOf } from './config.ts';
import type { TrialRecord, TrialStatus, TrialsRecord } from './trialRecord.ts';

const STATUS: Readonly<Record<TrialStatus, string>> = {
  waiting: 'not run',
  running: 'under way',
  finished: 'finished',
  endedEarly: 'ended early',
  stopped: 'stopped',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** `learning rate 1e-4, batch size 2` */
export function trialSettingsText({
  learningRate,
  batchSize,
}: Pick<TrialRecord, 'learningRate' | 'batchSize'>): string {
  return `learning rate ${settingOf('learningRate').write(learningRate).join()}, batch size ${batchSize}`;
}

/** `finished: final training loss 1.4230, best validation loss 1.5000, test perplexity 4.15` */
export function trialOutcomeText(trial: TrialRecord): string {
  const { status, reason, finalTrainingLoss, bestValidationLoss, testPerplexity, steps } = trial;
  const figures = [
    ...(finalTrainingLoss === null ? [] : [`final training loss ${finalTrainingLoss.toFixed(4)}`]),
    ...(bestValidationLoss === null ? [] : [`best validation loss ${bestValidationLoss.toFixed(4)}`]),
    ...(testPerplexity === null ? [] : [`test perplexity ${formatPerplexity(testPerplexity)}`]),
  ];
  const head = `${STATUS[status]} after ${steps} step${steps === 1 ? '' : 's'}`;
  return [[head, figures.join(', ')].filter(Boolean).join(': '), ...(reason === null ? [] : [reason])].join('. ');
}

const COLUMNS = [
  'Trial',
  'Learning rate',
  'Batch size',
  'Final training loss',
  'Best validation loss',
  'Test perplexity',
  'Time',
  'Outcome',
] as const;

/** The cells of the table of trials, its header first; the best one is marked. Training, validation and test have a column each. */
export function trialTable({ list, best }: Pick<TrialsRecord, 'list' | 'best'>): readonly (readonly string[])[] {
  const rows = list.map((trial) => [
    String(trial.number),
    settingOf('learningRate').write(trial.learningRate).join(),
    String(trial.batchSize),
    trial.finalTrainingLoss?.toFixed(4) ?? '-',
    trial.bestValidationLoss?.toFixed(4) ?? '-',
    trial.testPerplexity === null ? '-' : formatPerplexity(trial.testPerplexity),
    trial.steps === 0 ? '-' : formatDuration(trial.elapsedMs),
    trial.number === best ? `${STATUS[trial.status]}, best` : STATUS[trial.status],
  ]);
  return [COLUMNS, ...rows];
}

/** What the columns are, in a sentence each. */
export const TRIAL_TABLE_NOTE =
  'Final training loss: mean of the last ten steps. Best: lowest validation loss. Training, validation and test are different rows.';
