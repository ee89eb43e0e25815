import type { RunConfig } from '../run/config.ts';
import type {
  ComparisonRecord,
  DoneRecord,
  EvaluationRecord,
  PredictionRecord,
  ReadyRecord,
  RunEvent,
  RunPhase,
  SelfCheckRecord,
} from '../run/events.ts';

export interface PhaseProgress {
  readonly phase: RunPhase;
  readonly done: number;
  readonly total: number;
  readonly detail: string | null;
}

/** What a run has said so far, whatever became of it. The steps themselves are in the metric log. */
export interface RunFacts {
  readonly config: RunConfig;
  readonly fileName: string;
  /** In the order in which they began. */
  readonly phases: readonly PhaseProgress[];
  readonly ready: ReadyRecord | null;
  readonly base: EvaluationRecord | null;
  readonly tuned: EvaluationRecord | null;
  readonly comparison: ComparisonRecord | null;
  readonly predictions: readonly (PredictionRecord & { readonly total: number })[];
  readonly selfCheck: SelfCheckRecord | null;
  readonly done: DoneRecord | null;
}

/** What stands in the foreground of a run. */
export function runStage({ phases, base }: RunFacts): 'preparing' | 'training' | 'measuring' {
  if (phases.some(({ phase }) => phase === 'tuned' || phase === 'predict' || phase === 'write')) return 'measuring';
  return base === null ? 'preparing' : 'training';
}

export function newRunFacts(config: RunConfig, fileName: string): RunFacts {
  return {
    config,
    fileName,
    phases: [],
    ready: null,
    base: null,
    tuned: null,
    comparison: null,
    predictions: [],
    selfCheck: null,
    done: null,
  };
}

/** The facts after an event; the same object when the event changes none of them. */
export function withEvent(facts: RunFacts, event: RunEvent): RunFacts {
  switch (event.event) {
    case 'phase': {
      const { phase, done, total, detail = null } = event;
      const progress = { phase, done, total, detail };
      const at = facts.phases.findIndex((entry) => entry.phase === phase && entry.detail === detail);
      return { ...facts, phases: at < 0 ? [...facts.phases, progress] : facts.phases.with(at, progress) };
    }
    case 'ready':
      return { ...facts, ready: event };
    case 'evaluation':
      return { ...facts, [event.model]: event };
    case 'comparison':
      return { ...facts, comparison: event };
    case 'prediction':
      return { ...facts, predictions: [...facts.predictions, event] };
    case 'selfCheck':
      return { ...facts, selfCheck: event };
    case 'done':
      return { ...facts, done: event };
    default:
      return facts;
  }
}
