import { type ClassCounts, countClasses } from '../../evaluate/classCounts.ts';
import type { PredictionRecord } from '../events.ts';
import type { RunRecord } from '../record.ts';
import { compareWithRule, measureAgreement } from './agreement.ts';
import { placeKey } from './placeKey.ts';
import { rejudge } from './rejudge.ts';
import { runMark } from './reviewItems.ts';
import {
  type AnswerModel,
  PERSON_CLASSES,
  type PeopleRecord,
  type PersonCheck,
  type PersonCounts,
  RULE_CLASS_OF,
  type RunReview,
} from './reviewRecord.ts';

/** Whether people said or changed anything. */
export function isReviewed({ rule, checks, sheets }: RunReview): boolean {
  return rule !== null || checks.length > 0 || sheets.length > 0;
}

/** run.json with what people said and changed: answers judged anew where the rule has other constants, and the `people` section. */
export function applyReview(run: RunRecord, review: RunReview): RunRecord {
  // Another trial of a grid than the best: its answers are not there.
  if (run.predictions.length === 0) return run;
  const { rule, checks, sheets } = review;
  const basis = { rule: rule ?? run.judging.rule, common: run.judging.common ?? {} };
  const predictions = rule === null ? run.predictions : rejudge(run.predictions, basis);
  const judging = {
    ...run.judging,
    rule: basis.rule,
    base: countClasses(predictions.map(({ judged }) => judged.base)),
    tuned: countClasses(predictions.map(({ judged }) => judged.tuned)),
  };
  const said = checks.length > 0 || sheets.length > 0;
  return { ...run, predictions, judging, ...(said && { people: describePeople(predictions, review) }) };
}

/** What people said, counted. `predictions` are judged by the rule that holds. */
export function describePeople(predictions: readonly PredictionRecord[], review: RunReview): PeopleRecord {
  const { seed, checks, sheets } = review;
  return {
    key: { run: runMark(predictions), seed },
    checks,
    checked: { base: countChecks(checks, 'base'), tuned: countChecks(checks, 'tuned') },
    checksAndRule: compareWithRule(checks, predictions, seed),
    sheets,
    agreement: sheets.length === 0 ? null : measureAgreement(sheets, predictions, seed),
    final: { base: countFinal(predictions, checks, 'base'), tuned: countFinal(predictions, checks, 'tuned') },
  };
}

function countChecks(checks: readonly PersonCheck[], model: AnswerModel): PersonCounts {
  const [correct = 0, underspecified = 0, incorrect = 0] = PERSON_CLASSES.map(
    (name) => checks.filter((check) => check.model === model && check.class === name).length,
  );
  return { correct, underspecified, incorrect };
}

function countFinal(
  predictions: readonly PredictionRecord[],
  checks: readonly PersonCheck[],
  model: AnswerModel,
): ClassCounts {
  const byPlace = new Map(checks.map((check) => [placeKey(check), RULE_CLASS_OF[check.class]]));
  return countClasses(
    predictions.map(({ index, judged }) => ({ class: byPlace.get(placeKey({ index, model })) ?? judged[model].class })),
  );
}
