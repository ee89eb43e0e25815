import type { CsvTable } from './csvText.ts';
import type { LossData } from './drawnLoss.ts';

/** Every step of a training in a row, with the validation after it where there was one. */
export function lossTable(
  { columns, validations }: LossData,
  names: Readonly<Record<'step' | 'epoch' | 'tokens' | 'time' | 'loss' | 'validation', string>>,
): CsvTable {
  const measured = new Map(validations.map(({ step, loss }) => [step, loss]));
  let tokens = 0;
  const rows = Array.from(columns.steps, (step, i) => {
    tokens += columns.tokens[i] ?? 0;
    return [
      step,
      columns.epochs[i] ?? null,
      tokens,
      columns.elapsedMs[i] ?? null,
      columns.losses[i] ?? null,
      measured.get(step) ?? null,
    ];
  });
  return {
    header: [names.step, names.epoch, names.tokens, names.time, names.loss, names.validation],
    rows,
  };
}
