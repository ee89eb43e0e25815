import type { RowLoss } from '../engine/types.ts';
import type { PairedRow } from '../evaluate/bootstrap.ts';
import type { RunEvent } from './events.ts';
import type { PartEvaluation, RunRecord } from './record.ts';

/** What a run said of its training and its measurements, out of its run.json: whoever takes these events stands where it stood before its answers. */
export function eventsOfRun({ training, evaluation, validation, repeated, learning }: RunRecord): RunEvent[] {
  const { steps, validations, checkpoints } = training;
  const restored = { step: steps.length, steps, validations, answers: learning?.answers ?? [], checkpoints };
  const { rows } = evaluation.tuned;
  return [
    { event: 'restored', ...restored },
    { event: 'phase', phase: 'tuned', done: rows, total: rows },
    ...(repeated ? [{ event: 'repeated' as const, ...repeated }] : []),
    ...eventsOfPart(evaluation),
    ...(validation ? eventsOfPart(validation) : []),
  ];
}

function eventsOfPart({ part, base, tuned, rows, comparison, outside = null }: PartEvaluation): RunEvent[] {
  return [
    { event: 'evaluation', model: 'base', part, ...base, rowLosses: rows.map((row) => lossOf(row, 'base')) },
    { event: 'evaluation', model: 'tuned', part, ...tuned, rowLosses: rows.map((row) => lossOf(row, 'tuned')) },
    { event: 'comparison', part, ...comparison, outside },
  ];
}

function lossOf(row: PairedRow, model: 'base' | 'tuned'): RowLoss {
  return { lossSum: row[model], tokens: row.tokens };
}
