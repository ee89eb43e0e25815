import type { StepRecord, ValidationRecord } from '../engine/types.ts';

/**
 * Every optimizer step of the run, in columns outside React: a step costs one append, and readers are woken at most
 * every NOTIFY_MS however fast the steps come.
 */
const COLUMNS = ['step', 'loss', 'lr', 'gradNorm', 'tokens', 'elapsedMs', 'tokensPerSec'] as const;
const NOTIFY_MS = 150;

export type MetricColumn = (typeof COLUMNS)[number];
export type StepMetrics = Pick<StepRecord, MetricColumn>;

export interface MetricLog {
  readonly length: number;
  readonly totalSteps: number;
  readonly validations: readonly ValidationRecord[];
  column(name: MetricColumn): Float64Array;
  /** The step at `index`; undefined past the end. */
  at(index: number): StepMetrics | undefined;
  append(step: StepRecord): void;
  appendValidation(validation: ValidationRecord): void;
  clear(): void;
  subscribe(listener: () => void): () => void;
  /** Grows with each notification: the snapshot for useSyncExternalStore. */
  version(): number;
}

export function createMetricLog(
  schedule: (notify: () => void) => void = (notify) => setTimeout(notify, NOTIFY_MS),
): MetricLog {
  const listeners = new Set<() => void>();
  let columns = emptyColumns(256);
  let length = 0;
  let totalSteps = 0;
  let validations: ValidationRecord[] = [];
  let version = 0;
  let scheduled = false;

  function notify(): void {
    scheduled = false;
    version++;
    for (const listener of listeners) listener();
  }

  function changed(): void {
    if (scheduled) return;
    scheduled = true;
    schedule(notify);
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
    column: (name) => columns[name].subarray(0, length),
    at(index) {
      if (index < 0 || index >= length) return undefined;
      return Object.fromEntries(COLUMNS.map((name) => [name, columns[name][index]])) as unknown as StepMetrics;
    },
    append(step) {
      if (length === columns.step.length) columns = grown(columns);
      for (const name of COLUMNS) columns[name][length] = step[name];
      length++;
      totalSteps = step.totalSteps;
      changed();
    },
    appendValidation(validation) {
      validations = [...validations, validation];
      changed();
    },
    clear() {
      columns = emptyColumns(256);
      length = 0;
      totalSteps = 0;
      validations = [];
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
