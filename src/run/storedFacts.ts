import type { StepRecord, ValidationRecord } from '../engine/types.ts';
import { lossSeries } from '../lib/chart/lossSeries.ts';
import type { RunConfig } from './config.ts';
import type { ComparisonRecord, DoneRecord, EvaluationRecord, ReadyRecord, RunEvent } from './events.ts';
import { NOTHING_ABOUT, type RunAbout } from './runAbout.ts';
import type { StoredJob, StoredResult } from './storedRun.ts';
import type { TrialRecord } from './trialRecord.ts';

/** A run that was kept, in a line. */
export interface StoredRunFacts extends RunAbout {
  readonly id: string;
  readonly fileName: string;
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** null: it cannot be read. */
  readonly config: RunConfig | null;
  /** Of the three parts of its rows; null where it was not noted. */
  readonly fingerprint: string | null;
  /** Of all that is kept of it. */
  readonly sizeBytes: number;
  readonly curve: StoredCurve;
  /** null: it has none yet. */
  readonly outcome: StoredOutcome | null;
  readonly state: /** `trial`: the one to go on with, of how many, in a grid; its are the steps. */
    | {
        readonly kind: 'unfinished';
        readonly step: number;
        readonly totalSteps: number;
        readonly trial: { readonly number: number; readonly total: number } | null;
      }
    | { readonly kind: 'finished'; readonly status: DoneRecord['status'] }
    /** What is left of it cannot be read; `message` says what is wrong. */
    | { readonly kind: 'damaged'; readonly message: string };
}

/** The smoothed training loss in at most CURVE_POINTS points. */
export interface StoredCurve {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}

export interface StoredOutcome {
  readonly done: DoneRecord;
  readonly base: EvaluationRecord;
  readonly tuned: EvaluationRecord;
  readonly comparison: ComparisonRecord | null;
  readonly bestValidationLoss: number | null;
  /** Rows of each part; null where they were not noted. */
  readonly rows: ReadyRecord['rows'] | null;
  /** The adapter that it ran on. */
  readonly gpu: string | null;
}

const CURVE_POINTS = 160;

/** What is known of a run apart from what changes while it is kept. */
export type FixedFacts = Omit<StoredRunFacts, keyof RunAbout | 'sizeBytes'>;

export function jobFacts(
  job: StoredJob,
  reached: {
    readonly step: number;
    readonly steps: readonly StepRecord[];
    readonly trials: readonly TrialRecord[];
  },
): FixedFacts {
  const { id, fileName, config, startedAt, fingerprint = null } = job;
  const { step, trials } = reached;
  const current = trials.find(({ status }) => status === 'running') ?? trials.at(-1);
  const trial = current === undefined ? null : { number: current.number, total: trials.length };
  const totalSteps = current?.totalSteps ?? job.totalSteps;
  const state = { kind: 'unfinished', step, totalSteps, trial } as const;
  const curve = thinned(reached.steps);
  return { id, fileName, model: config.model, startedAt, config, fingerprint, curve, outcome: null, state };
}

export function resultFacts(result: StoredResult): FixedFacts {
  const { id, fileName, config, startedAt, fingerprint = null, events } = result;
  const steps = last(events, 'restored')?.steps ?? [];
  const outcome = outcomeOf(events);
  const state = { kind: 'finished', status: outcome?.done.status ?? 'finished' } as const;
  return { id, fileName, model: config.model, startedAt, config, fingerprint, curve: thinned(steps), outcome, state };
}

export function damagedFacts(id: string, message: string): StoredRunFacts {
  return {
    id,
    ...NOTHING_ABOUT,
    fileName: '',
    model: '',
    startedAt: 0,
    config: null,
    fingerprint: null,
    sizeBytes: 0,
    curve: { steps: [], losses: [] },
    outcome: null,
    state: { kind: 'damaged', message },
  };
}

function outcomeOf(events: readonly RunEvent[]): StoredOutcome | null {
  const done = last(events, 'done');
  const [base, tuned] = (['base', 'tuned'] as const).map((model) =>
    events.findLast((event) => event.event === 'evaluation' && event.part === 'test' && event.model === model),
  );
  if (done === undefined || base?.event !== 'evaluation' || tuned?.event !== 'evaluation') return null;
  const comparison = events.findLast((event) => event.event === 'comparison' && event.part === 'test');
  const ready = last(events, 'ready');
  return {
    done,
    base: figures(base),
    tuned: figures(tuned),
    comparison: comparison?.event === 'comparison' ? comparison : null,
    bestValidationLoss: lowest(last(events, 'restored')?.validations ?? []),
    rows: ready?.rows ?? null,
    gpu: ready?.gpu.name ?? null,
  };
}

/** Without the losses of the rows, which are many. */
function figures({ loss, perplexity, tokens, rows }: EvaluationRecord): EvaluationRecord {
  return { loss, perplexity, tokens, rows };
}

function lowest(validations: readonly ValidationRecord[]): number | null {
  const losses = validations.map(({ loss }) => loss).filter(Number.isFinite);
  return losses.length === 0 ? null : Math.min(...losses);
}

function last<Name extends RunEvent['event']>(events: readonly RunEvent[], name: Name) {
  return events.findLast((event): event is Extract<RunEvent, { event: Name }> => event.event === name);
}

function thinned(records: readonly StepRecord[]): StoredCurve {
  const steps = records.map(({ step }) => step);
  const points = lossSeries({ steps, losses: records.map(({ loss }) => loss) }, CURVE_POINTS);
  return { steps: points.map(({ step }) => step), losses: points.map(({ smooth }) => smooth) };
}
