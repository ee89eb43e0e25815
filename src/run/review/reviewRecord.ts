/** What people say about a run's predictions, beside what the text rule says. */
import type { ClassCounts } from '../../evaluate/classCounts.ts';
import type { JudgedClass, JudgeRule } from '../../evaluate/judge.ts';
import type { KappaEstimate } from '../../evaluate/kappa.ts';

/** The report's terms. Only a person may say that an answer is factually correct; the rule says whether it matches the reference. */
export type PersonClass = 'correct' | 'underspecified' | 'incorrect';

export const PERSON_CLASSES = ['correct', 'underspecified', 'incorrect'] as const satisfies readonly PersonClass[];

/** What the rule would have said where it agrees. */
export const RULE_CLASS_OF: Readonly<Record<PersonClass, JudgedClass>> = {
  correct: 'matches',
  underspecified: 'vague',
  incorrect: 'wrong',
};

export type AnswerModel = 'base' | 'tuned';

/** One answer among a run's predictions. */
export interface AnswerPlace {
  /** Index of the row within the test part, from 0. */
  readonly index: number;
  readonly model: AnswerModel;
}

/** A verdict of the person at the studio, who saw which model wrote the answer and what the rule said. */
export interface PersonCheck extends AnswerPlace {
  readonly class: PersonClass;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface Verdict extends AnswerPlace {
  readonly class: PersonClass;
}

/** All verdicts of one reviewer. */
export interface ReviewSheet {
  readonly reviewer: string;
  /** null: judged in the studio. */
  readonly fileName: string | null;
  /** Whether the reviewer could not see which model wrote an answer. */
  readonly blind: boolean;
  readonly verdicts: readonly Verdict[];
}

/** What is kept beside a run: everything that people changed about its judging. */
export interface RunReview {
  /** Other constants of the text rule; null: as the run had them. */
  readonly rule: JudgeRule | null;
  /** Shuffles the answers for reviewers: with it a file's ids lead back to rows and models. */
  readonly seed: number;
  readonly checks: readonly PersonCheck[];
  readonly sheets: readonly ReviewSheet[];
}

export const NO_REVIEW: RunReview = { rule: null, seed: 1, checks: [], sheets: [] };

export type PersonCounts = Readonly<Record<PersonClass, number>>;

/** The rule beside people, on the answers that both judged. */
export interface RuleAgreement {
  readonly answers: number;
  /** Answers left out because as many reviewers said one thing as another. */
  readonly ties: number;
  /** `confusion[person][rule]` */
  readonly confusion: Readonly<Record<PersonClass, ClassCounts>>;
  /** Cohen's, between the rule and what most people say. */
  readonly kappa: KappaEstimate;
}

export interface ReviewAgreement {
  readonly reviewers: readonly string[];
  /** Answers that every reviewer judged: kappa is of these. */
  readonly judgedByAll: number;
  /** null: fewer than two reviewers, or no answer that all judged. */
  readonly between: KappaEstimate | null;
  /** null: no answer has a verdict that more reviewers gave than any other. */
  readonly rule: RuleAgreement | null;
}

/** The `people` section of run.json. */
export interface PeopleRecord {
  /** Leads the ids of a reviewers' file back to rows and models (reviewItems.ts). */
  readonly key: { readonly run: string; readonly seed: number };
  readonly checks: readonly PersonCheck[];
  readonly checked: Readonly<Record<AnswerModel, PersonCounts>>;
  /** The rule against the person at the studio, who saw its verdict first. */
  readonly checksAndRule: RuleAgreement | null;
  readonly sheets: readonly ReviewSheet[];
  /** null without sheets. */
  readonly agreement: ReviewAgreement | null;
  /** By the rule, and by the person at the studio where there is a check. */
  readonly final: Readonly<Record<AnswerModel, ClassCounts>>;
}
