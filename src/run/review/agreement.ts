import type { ClassCounts } from '../../evaluate/classCounts.ts';
import type { JudgedClass } from '../../evaluate/judge.ts';
import { estimateKappa, type KappaEstimate } from '../../evaluate/kappa.ts';
import type { PredictionRecord } from '../events.ts';
import { placeKey } from './placeKey.ts';
import {
  PERSON_CLASSES,
  type PersonClass,
  type ReviewAgreement,
  type ReviewSheet,
  RULE_CLASS_OF,
  type RuleAgreement,
  type Verdict,
} from './reviewRecord.ts';

const RESAMPLES = 2000;
const CONFIDENCE = 0.95;

/** How far reviewers agree with one another (Cohen's kappa for two, Fleiss' for more), and the rule with what most of them say. */
export function measureAgreement(
  sheets: readonly ReviewSheet[],
  predictions: readonly PredictionRecord[],
  seed: number,
): ReviewAgreement {
  const bySheet = sheets.map(({ verdicts }) => new Map(verdicts.map((one) => [placeKey(one), one.class])));
  const [first, ...others] = bySheet;
  const shared = [...(first?.keys() ?? [])].filter((key) => others.every((other) => other.has(key)));
  const ratings = shared.map((key) => bySheet.map((sheet) => PERSON_CLASSES.indexOf(sheet.get(key) as PersonClass)));
  return {
    reviewers: sheets.map(({ reviewer }) => reviewer),
    judgedByAll: shared.length,
    between: sheets.length < 2 || shared.length === 0 ? null : kappaOf(ratings, seed),
    rule: compareWithRule(
      sheets.flatMap(({ verdicts }) => verdicts),
      predictions,
      seed,
    ),
  };
}

/** The rule beside the verdict that most people gave to an answer; ties are left out. null: nothing is left. */
export function compareWithRule(
  verdicts: readonly Verdict[],
  predictions: readonly PredictionRecord[],
  seed: number,
): RuleAgreement | null {
  const judged = new Map<string, JudgedClass>(
    predictions.flatMap(({ index, judged: { base, tuned } }) => [
      [placeKey({ index, model: 'base' }), base.class],
      [placeKey({ index, model: 'tuned' }), tuned.class],
    ]),
  );
  const votes = new Map<string, PersonClass[]>();
  for (const verdict of verdicts) {
    const key = placeKey(verdict);
    if (judged.has(key)) votes.set(key, [...(votes.get(key) ?? []), verdict.class]);
  }
  let ties = 0;
  const pairs: [PersonClass, JudgedClass][] = [];
  for (const [key, said] of votes) {
    const winner = mostSaid(said);
    if (winner === null) ties++;
    else pairs.push([winner, judged.get(key) as JudgedClass]);
  }
  if (pairs.length === 0) return null;
  const row = (person: PersonClass): ClassCounts => {
    const count = (rule: JudgedClass) => pairs.filter(([a, b]) => a === person && b === rule).length;
    return { matches: count('matches'), vague: count('vague'), wrong: count('wrong') };
  };
  const order = PERSON_CLASSES.map((name) => RULE_CLASS_OF[name]);
  const ratings = pairs.map(([person, rule]) => [PERSON_CLASSES.indexOf(person), order.indexOf(rule)]);
  return {
    answers: pairs.length,
    ties,
    confusion: { correct: row('correct'), underspecified: row('underspecified'), incorrect: row('incorrect') },
    kappa: kappaOf(ratings, seed),
  };
}

function kappaOf(ratings: readonly (readonly number[])[], seed: number): KappaEstimate {
  const categories = PERSON_CLASSES.length;
  return estimateKappa(ratings, { categories, resamples: RESAMPLES, confidence: CONFIDENCE, seed });
}

/** null when two classes were said equally often and more often than the third. */
function mostSaid(said: readonly PersonClass[]): PersonClass | null {
  const counts = PERSON_CLASSES.map((name) => said.filter((one) => one === name).length);
  const most = Math.max(...counts);
  const winners = PERSON_CLASSES.filter((_, i) => counts[i] === most);
  return winners.length === 1 ? (winners[0] as PersonClass) : null;
}
