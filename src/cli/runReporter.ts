import { countClasses } from '../evaluate/classCounts.ts';
import { formatDuration, formatNumber } from '../lib/format.ts';
import type { Judgement, RunEvent, RunPhase } from '../run/events.ts';
import type { TrialRecord } from '../run/trialRecord.ts';
import { TRIAL_TABLE_NOTE, trialTable } from '../run/trialText.ts';
import { classesText } from '../run/verdictText.ts';
import { type Io, printLine } from './io.ts';
import { ProgressBar } from './progressBar.ts';
import {
  answerLine,
  answersLine,
  comparisonLines,
  doneLines,
  evaluationLine,
  fewShotLines,
  questionLines,
  readyLines,
  repeatedLines,
  selfCheckLine,
  stepLine,
  validationLine,
} from './runText.ts';
import { tableLines, trialLines } from './trialLines.ts';

const PHASE_LABELS: Readonly<Record<RunPhase, string>> = {
  load: 'Loading',
  base: 'Base model',
  train: 'Training',
  tuned: 'Tuned model',
  compare: 'Validation',
  fewShot: 'Base with examples',
  predict: 'Answers',
  write: 'Writing',
};

export interface ReporterOptions {
  readonly json: boolean;
  /** A line every so many steps; with `json`, every step has one. */
  readonly loggingSteps: number;
}

/** Tells a person, or with `json` a program, how a run goes. */
export function createReporter(io: Io, { json, loggingSteps }: ReporterOptions): (event: RunEvent) => void {
  if (json) return (event) => reportJson(io, event);
  const bar = new ProgressBar(io);
  const trials = createTrialLog();
  let steps = createStepLog(io, loggingSteps);
  const judged: Judgement[] = [];
  const shown: Judgement[] = [];
  return (event) => {
    trials.take(event);
    // Each trial has a pace of its own.
    if (event.event === 'trial' && event.status === 'running') steps = createStepLog(io, loggingSteps);
    for (const line of event.event === 'step' ? steps.lines(event) : linesOf(event)) bar.print(line);
    if (event.event === 'step')
      bar.draw(PHASE_LABELS.train, event.step, event.totalSteps, `${trials.where()}${steps.detail(event)}`);
    if (event.event === 'phase') {
      const { phase, done, total, detail } = event;
      bar.draw(PHASE_LABELS[phase], done, total, `${trials.where()}${detail ?? `${done}/${total}`}`);
    }
    if (event.event === 'prediction') {
      judged.push(event.judged.tuned);
      const done = `${judged.length}/${event.total}`;
      bar.draw(PHASE_LABELS.predict, judged.length, event.total, `${done}  ${classesText(countClasses(judged))}`);
    }
    if (event.event === 'fewShotAnswer') {
      shown.push(event.judged);
      bar.draw(PHASE_LABELS.fewShot, shown.length, event.total, `${shown.length}/${event.total}`);
    }
    if (event.event === 'done') {
      if (judged.length > 0) bar.print(answersLine('the tuned model', countClasses(judged)));
      if (shown.length > 0) bar.print(answersLine('the base with examples', countClasses(shown)));
      for (const line of trials.lines()) bar.print(line);
      bar.clear();
    }
  };
}

/** One JSON line per event; of a phase only its begin and end, and no figure on the way to another, since these are for progress bars. */
function reportJson(io: Io, event: RunEvent): void {
  if (event.event === 'comparing') return;
  if (event.event === 'phase' && event.done !== 0 && event.done !== event.total) return;
  // Of the best trial which one it is: what it said was told as it came.
  printLine(io, event.event === 'chosen' ? { event: 'chosen', number: event.number } : event);
}

/** The trials of a grid as they stand; empty where there is one run. */
function createTrialLog() {
  const records = new Map<number, TrialRecord>();
  let place: { readonly number: number; readonly total: number } | null = null;
  let best: number | null = null;
  return {
    take(event: RunEvent): void {
      if (event.event === 'chosen') [best, place] = [event.number, null];
      if (event.event !== 'trial') return;
      records.set(event.number, event);
      if (event.status === 'running') place = event;
    },
    /** The trial under way, for the progress bar. */
    where: () => (place === null ? '' : `trial ${place.number} of ${place.total}  `),
    lines: (): string[] =>
      best === null ? [] : ['', ...tableLines(trialTable({ list: [...records.values()], best })), TRIAL_TABLE_NOTE],
  };
}

function linesOf(event: RunEvent): string[] {
  switch (event.event) {
    case 'ready':
      return readyLines(event);
    case 'evaluation':
      return [evaluationLine(event)];
    case 'selfCheck':
      return [selfCheckLine(event)];
    case 'comparison':
      return comparisonLines(event);
    case 'repeated':
      return repeatedLines(event);
    case 'fewShot':
      return fewShotLines(event);
    case 'validation':
      return [validationLine(event)];
    case 'question':
      return questionLines(event);
    case 'answer':
      return [answerLine(event)];
    case 'trial':
      return trialLines(event);
    case 'chosen':
      return ['', `Best: trial ${event.number}, the lowest validation loss. What follows is of it.`];
    case 'done':
      return doneLines(event);
    default:
      return [];
  }
}

type StepEvent = Extract<RunEvent, { event: 'step' }>;

/** Mean loss since the last line, and the time left at the pace since the first step seen. */
function createStepLog(io: Io, loggingSteps: number) {
  let losses: number[] = [];
  let first: { readonly step: number; readonly at: number } | null = null;
  const leftMs = ({ step, totalSteps }: StepEvent): number => {
    if (first === null || step === first.step) return Number.NaN;
    return ((io.now() - first.at) / (step - first.step)) * (totalSteps - step);
  };
  return {
    lines: (event: StepEvent): string[] => {
      first ??= { step: event.step, at: io.now() };
      losses.push(event.loss);
      if (event.step % loggingSteps !== 0 && event.step !== event.totalSteps) return [];
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      losses = [];
      return [stepLine(event, mean, leftMs(event))];
    },
    detail: (event: StepEvent): string =>
      `step ${event.step}/${event.totalSteps}  loss ${event.loss.toFixed(3)}  ` +
      `${formatNumber(event.tokensPerSec)} tokens/s  ${formatDuration(leftMs(event))} left`,
  };
}
