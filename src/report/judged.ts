import type { PredictionRecord } from '../run/events.ts';
import type { RunRecord } from '../run/record.ts';
import { type AnswerModel, RULE_CLASS_OF } from '../run/review/reviewRecord.ts';

/** The run with the class that stands for every answer: what the person at the studio said, where somebody checked it, else the rule's. */
export function asJudged(run: RunRecord): RunRecord {
  const { people } = run;
  if (people === undefined) return run;
  const predictions = run.predictions.map((prediction): PredictionRecord => {
    const { base, tuned } = prediction.judged;
    const judged = {
      base: { ...base, class: said(run, prediction.index, 'base') ?? base.class },
      tuned: { ...tuned, class: said(run, prediction.index, 'tuned') ?? tuned.class },
    };
    return { ...prediction, judged };
  });
  return { ...run, predictions, judging: { ...run.judging, ...people.final } };
}

/** Predictions that still have their texts: a run can have been written without them. */
export function withTexts({ predictions }: RunRecord): readonly PredictionRecord[] {
  return predictions.filter(({ reference, tuned, base }) => reference !== '' || tuned.text !== '' || base.text !== '');
}

/** Whether a person checked this answer. */
export function isChecked(run: RunRecord, index: number, model: AnswerModel): boolean {
  return said(run, index, model) !== undefined;
}

function said({ people }: RunRecord, index: number, model: AnswerModel) {
  const check = people?.checks.find((one) => one.index === index && one.model === model);
  return check && RULE_CLASS_OF[check.class];
}
