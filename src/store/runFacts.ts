import type { RunConfig } from '../run/config.ts';
import type {
  ComparisonRecord,
  DoneRecord,
  EvaluationRecord,
  FewShotAnswerRecord,
  FewShotRecord,
  HaltCause,
  LiveAnswerRecord,
  LiveQuestionRecord,
  PredictionRecord,
  ReadyRecord,
  RestoredRecord,
  RunEvent,
  RunPhase,
  SelfCheckRecord,
  StorageReason,
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
  /** The base with examples in its prompt; null where it was not asked for. */
  readonly fewShot: FewShotRecord | null;
  readonly fewShotAnswers: readonly FewShotAnswerRecord[];
  readonly predictions: readonly (PredictionRecord & { readonly total: number })[];
  readonly selfCheck: SelfCheckRecord | null;
  readonly done: DoneRecord | null;
  readonly question: LiveQuestionRecord | null;
  readonly answers: readonly LiveAnswerRecord[];
  /** The step after which it stands still; null: it does not. */
  readonly pausedAt: number | null;
  /** The step that is kept in storage; null: none yet. */
  readonly savedStep: number | null;
  /** Why it would not survive its page; null: it would. */
  readonly unsaved: StorageReason | null;
  /** The GPU was lost and it went on by itself. */
  readonly recovered: { readonly step: number; readonly cause: string } | null;
  /** It ended with an error, and can go on from a step. */
  readonly halted: { readonly step: number; readonly cause: HaltCause; readonly message: string } | null;
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
    fewShot: null,
    fewShotAnswers: [],
    predictions: [],
    selfCheck: null,
    done: null,
    question: null,
    answers: [],
    pausedAt: null,
    savedStep: null,
    unsaved: null,
    recovered: null,
    halted: null,
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
    case 'fewShot':
      return { ...facts, fewShot: event };
    case 'fewShotAnswer':
      return { ...facts, fewShotAnswers: [...facts.fewShotAnswers, event] };
    case 'prediction':
      return { ...facts, predictions: [...facts.predictions, event] };
    case 'selfCheck':
      return { ...facts, selfCheck: event };
    case 'done':
      return { ...facts, done: event };
    case 'question':
      return { ...facts, question: event };
    case 'answer':
      return { ...facts, answers: [...facts.answers, event] };
    case 'restored':
      return backAt(facts, event);
    case 'checkpoint':
      return { ...facts, savedStep: event.step };
    case 'paused':
      return { ...facts, pausedAt: event.step };
    case 'resumed':
      return { ...facts, pausedAt: null };
    case 'storage':
      return { ...facts, unsaved: event.kept ? null : (event.reason ?? 'failed') };
    case 'recovering':
      return { ...facts, recovered: { step: event.step, cause: event.cause } };
    case 'halted':
      return { ...facts, halted: { step: event.step, cause: event.cause, message: event.message } };
    default:
      return facts;
  }
}

/** What a run knows where it goes on: what came after that checkpoint is no longer so. */
function backAt(facts: RunFacts, { step, answers }: RestoredRecord): RunFacts {
  return {
    ...facts,
    phases: [],
    base: null,
    tuned: null,
    comparison: null,
    fewShot: null,
    fewShotAnswers: [],
    predictions: [],
    selfCheck: null,
    answers,
    pausedAt: null,
    savedStep: step > 0 ? step : null,
    halted: null,
  };
}
