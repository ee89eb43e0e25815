import { commonTerms, type JudgedClass } from '../../evaluate/judge.ts';
import type { JudgingBasis, PredictionRecord } from '../../run/events.ts';
import { placeKey } from '../../run/review/placeKey.ts';
import { rejudge } from '../../run/review/rejudge.ts';
import { type AnswerModel, type PersonClass, RULE_CLASS_OF, type RunReview } from '../../run/review/reviewRecord.ts';
import type { RunFacts } from '../../store/runFacts.ts';

/** A row's answers with all that is said of them. */
export interface JudgedRow {
  readonly prediction: PredictionRecord;
  /** null: nobody checked it. */
  readonly checks: Readonly<Record<AnswerModel, PersonClass | null>>;
  /** The rule's class, or the person's where there is one. */
  readonly final: Readonly<Record<AnswerModel, JudgedClass>>;
  /** Mean loss per answer token in nats; null: not known. */
  readonly loss: (Readonly<Record<AnswerModel, number>> & { readonly tokens: number }) | null;
}

/** The rule that holds; null: the run did not say what it was judged by. */
export function basisOf({ judging }: RunFacts, { rule }: RunReview): JudgingBasis | null {
  return judging && { ...judging, rule: rule ?? judging.rule };
}

/** The predictions by the rule that holds. */
export function judgedBy(facts: RunFacts, review: RunReview): readonly PredictionRecord[] {
  const basis = basisOf(facts, review);
  return basis === null || review.rule === null ? facts.predictions : rejudge(facts.predictions, basis);
}

export function withChecks(
  predictions: readonly PredictionRecord[],
  facts: Pick<RunFacts, 'base' | 'tuned'>,
  review: Pick<RunReview, 'checks'>,
): JudgedRow[] {
  const checks = new Map(review.checks.map((check) => [placeKey(check), check.class]));
  return predictions.map((prediction): JudgedRow => {
    const { index, judged } = prediction;
    const said = (model: AnswerModel) => checks.get(placeKey({ index, model })) ?? null;
    const final = (model: AnswerModel) => {
      const person = said(model);
      return person === null ? judged[model].class : RULE_CLASS_OF[person];
    };
    const mean = (model: AnswerModel) => {
      const measured = facts[model]?.rowLosses?.[index];
      return measured === undefined || measured.tokens === 0 ? null : measured.lossSum / measured.tokens;
    };
    const [base, tuned] = [mean('base'), mean('tuned')];
    return {
      prediction,
      checks: { base: said('base'), tuned: said('tuned') },
      final: { base: final('base'), tuned: final('tuned') },
      loss:
        base === null || tuned === null ? null : { base, tuned, tokens: facts.tuned?.rowLosses[index]?.tokens ?? 0 },
    };
  });
}

/** Set phrases by the rule that holds. */
export function setPhrases(basis: JudgingBasis | null): ReadonlySet<string> {
  return basis === null ? new Set() : commonTerms(basis.common, basis.rule);
}
