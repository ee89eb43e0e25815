import type { RowLoss } from '../engine/types.ts';
import type { RunConfig } from '../run/config.ts';
import type {
  ComparisonRecord,
  DoneRecord,
  EvaluatedPart,
  EvaluationRecord,
  FewShotAnswerRecord,
  FewShotRecord,
  HaltCause,
  JudgingBasis,
  LiveAnswerRecord,
  LiveQuestionRecord,
  OutsideRecord,
  PredictionRecord,
  ReadyRecord,
  RepeatedRecord,
  RestoredRecord,
  RunEvent,
  RunPhase,
  SelfCheckRecord,
  StorageReason,
} from '../run/events.ts';
import type { TrialRecord } from '../run/trialRecord.ts';

export interface PhaseProgress {
  readonly phase: RunPhase;
  readonly done: number;
  readonly total: number;
  readonly detail: string | null;
}

/** Base and tuned model on one part of the split. */
export interface PartFacts {
  readonly base: MeasuredFacts | null;
  readonly tuned: MeasuredFacts | null;
  /** `outside` is not there in runs of before it was measured. */
  readonly comparison: (ComparisonRecord & { readonly outside?: OutsideRecord | null }) | null;
}

export type MeasuredFacts = EvaluationRecord & { readonly rowLosses: readonly RowLoss[] };

/** What a run has said so far, whatever became of it. The steps themselves are in the metric log. */
export interface RunFacts extends PartFacts {
  readonly config: RunConfig;
  readonly fileName: string;
  /** In the order in which they began. */
  readonly phases: readonly PhaseProgress[];
  readonly ready: ReadyRecord | null;
  /** `base`, `tuned` and `comparison` are of the test rows; these of the validation rows, which chose the adapter. */
  readonly validation: PartFacts;
  /** The comparison that is under way, on the first rows of `total`. */
  readonly comparing: (ComparisonRecord & { readonly part: EvaluatedPart; readonly total: number }) | null;
  /** null: not looked for yet, or a run of before it was. */
  readonly repeated: RepeatedRecord | null;
  readonly judging: JudgingBasis | null;
  /** The base with examples in its prompt; null where it was not asked for. */
  readonly fewShot: FewShotRecord | null;
  readonly fewShotAnswers: readonly FewShotAnswerRecord[];
  readonly predictions: readonly (PredictionRecord & { readonly total: number })[];
  readonly selfCheck: SelfCheckRecord | null;
  readonly done: DoneRecord | null;
  /** Of a grid, in their order; empty where there is one run. The rest of the facts is of the trial under way, in the end of the best one. */
  readonly trials: readonly TrialRecord[];
  readonly question: LiveQuestionRecord | null;
  readonly answers: readonly LiveAnswerRecord[];
  /** The step after which it stands still; null: it does not. */
  readonly pausedAt: number | null;
  /** The step that is kept in storage; null: none yet. */
  readonly savedStep: number | null;
  /** All steps after which it was saved, as far as they are known. */
  readonly checkpoints: readonly number[];
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

const UNMEASURED = { base: null, tuned: null, comparison: null } satisfies PartFacts;

export function newRunFacts(config: RunConfig, fileName: string): RunFacts {
  return {
    config,
    fileName,
    phases: [],
    ready: null,
    ...UNMEASURED,
    validation: UNMEASURED,
    comparing: null,
    repeated: null,
    judging: null,
    fewShot: null,
    fewShotAnswers: [],
    predictions: [],
    selfCheck: null,
    done: null,
    trials: [],
    question: null,
    answers: [],
    pausedAt: null,
    savedStep: null,
    checkpoints: [],
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
      return ofPart(facts, event.part, { [event.model]: event });
    case 'comparing':
      return { ...facts, comparing: event };
    case 'comparison':
      return { ...ofPart(facts, event.part, { comparison: event }), comparing: null };
    case 'repeated':
      return { ...facts, repeated: event };
    case 'judging':
      return { ...facts, judging: event };
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
    case 'trial':
      return withTrial(facts, event);
    case 'chosen':
      return event.events.reduce(withEvent, withPair(facts, event));
    case 'restored':
      return backAt(facts, event);
    case 'checkpoint':
      return { ...facts, savedStep: event.step, checkpoints: [...facts.checkpoints, event.step] };
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

function ofPart(facts: RunFacts, part: EvaluatedPart, news: Partial<PartFacts>): RunFacts {
  return part === 'validation' ? { ...facts, validation: { ...facts.validation, ...news } } : { ...facts, ...news };
}

function withPair(
  facts: RunFacts,
  { learningRate, batchSize }: Pick<TrialRecord, 'learningRate' | 'batchSize'>,
): RunFacts {
  return { ...facts, config: { ...facts.config, learningRate, batchSize } };
}

/** The trial in its new state; one that begins knows of the one before it only what holds for the base. */
function withTrial(
  facts: RunFacts,
  { event: _, total: __, ...trial }: Extract<RunEvent, { event: 'trial' }>,
): RunFacts {
  const others = facts.trials.filter(({ number }) => number !== trial.number);
  const trials = [...others, trial].sort((a, b) => a.number - b.number);
  if (trial.status !== 'running') return { ...facts, trials };
  const begun = backAt({ ...facts, trials }, { step: 0, steps: [], validations: [], answers: [] });
  return withPair({ ...begun, base: facts.base }, trial);
}

/** What a run knows where it goes on: what came after that checkpoint is no longer so. */
function backAt(facts: RunFacts, { step, answers, checkpoints }: RestoredRecord): RunFacts {
  return {
    ...facts,
    phases: [],
    ...UNMEASURED,
    validation: UNMEASURED,
    comparing: null,
    judging: null,
    fewShot: null,
    fewShotAnswers: [],
    predictions: [],
    selfCheck: null,
    answers,
    pausedAt: null,
    savedStep: step > 0 ? step : null,
    checkpoints: checkpoints ?? [],
    halted: null,
  };
}
