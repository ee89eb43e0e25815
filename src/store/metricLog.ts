import type { StepRecord, ValidationRecord } from '../engine/types.ts';

/**
 * Every optimizer step of the run, in columns outside React: a step costs one append, and readers are woken at most
 * every NOTIFY_MS however fast the steps come. The first step after a rest wakes them at once: timers of a hidden tab come late,
 * and its title goes on telling how far it is.
 */
const COLUMNS = ['step', 'epoch', 'loss', 'lr', 'gradNorm', 'tokens', 'elapsedMs', 'tokensPerSec'] as const;
const NOTIFY_MS = 150;

export type MetricColumn = (typeof COLUMNS)[number];
export type StepMetrics = Pick<StepRecord, MetricColumn>;

export interface MetricLog {
  readonly length: number;
  readonly totalSteps: number;
  readonly validations: readonly ValidationRecord[];
  /** Steps whose loss or gradient was not finite. */
  readonly broken: readonly number[];
  column(name: MetricColumn): Float64Array;
  /** The step at `index`; undefined past the end. */
  at(index: number): StepMetrics | undefined;
  append(step: StepRecord): void;
  appendValidation(validation: ValidationRecord): void;
  clear(): void;
  /** In place of everything: what a run had logged where it goes on. */
  restore(steps: readonly StepRecord[], validations: readonly ValidationRecord[]): void;
  subscribe(listener: () => void): () => void;
  /** Grows with each notification: the snapshot for useSyncExternalStore. */
  version(): number;
}

export interface MetricLogTimes {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  later(notify: () => void, ms: number): void;
}

const PAGE_TIMES: MetricLogTimes = {
  now: () => performance.now(),
  later: (notify, ms) => setTimeout(notify, ms),
};

export function createMetricLog({ now, later }: MetricLogTimes = PAGE_TIMES): MetricLog {
  const listeners = new Set<() => void>();
  let columns = emptyColumns(256);
  let length = 0;
  let totalSteps = 0;
  let validations: ValidationRecord[] = [];
  let broken: number[] = [];
  let version = 0;
  let scheduled = false;
  let notifiedMs = Number.NEGATIVE_INFINITY;

  function notify(): void {
    scheduled = false;
    notifiedMs = now();
    version++;
    for (const listener of listeners) listener();
  }

  function changed(): void {
    const restedMs = now() - notifiedMs;
    if (restedMs >= NOTIFY_MS) {
      notify();
    } else if (!scheduled) {
      scheduled = true;
      later(notify, NOTIFY_MS - restedMs);
    }
  }

  function append(step: StepRecord): void {
    if (length === columns.step.length) columns = grown(columns);
    for (const name of COLUMNS) columns[name][length] = step[name];
    length++;
    if (step.skipped === true || !Number.isFinite(step.loss)) broken.push(step.step);
    totalSteps = step.totalSteps;
  }

  function clear(): void {
    columns = emptyColumns(256);
    length = 0;
    totalSteps = 0;
    validations = [];
    broken = [];
  }

  return {
    get length() {
      return length;
    },
    get totalSteps() {
      return totalSteps;
    },
    get validations() {
      return validations;
    },
    get broken() {
      return broken;
    },
    column: (name) => columns[name].subarray(0, length),
    at(index) {
      if (index < 0 || index >= length) return undefined;
      return Object.fromEntries(COLUMNS.map((name) => [name, columns[name][index]])) as unknown as StepMetrics;
    },
    append(step) {
      append(step);
      changed();
    },
    appendValidation(validation) {
      validations = [...validations, validation];
      changed();
    },
    clear() {
      clear();
      changed();
    },
    restore(steps, found) {
      clear();
      for (const step of steps) append(step);
      validations = [...found];
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
  };
}

type Columns = Record<MetricColumn, Float64Array>;

function emptyColumns(capacity: number): Columns {
  return Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(capacity)])) as Columns;
}

function grown(columns: Columns): Columns {
  const larger = emptyColumns(columns.step.length * 2);
  for (const name of COLUMNS) larger[name].set(columns[name]);
  return larger;
}
