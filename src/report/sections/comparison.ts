import { formatNumber, formatPercent, formatPerplexity } from '../../lib/format.ts';
import type { ComparisonRecord } from '../../run/events.ts';
import type { RunRecord } from '../../run/record.ts';
import { winsText } from '../../run/verdictText.ts';
import { type Block, heading, note, paragraph, type Row } from '../document.ts';
import { type IntervalRow, intervalFigure } from '../figures/intervalFigure.ts';
import { changeText, lossText } from './words.ts';

/** Both models on one part of the rows. */
interface Compared {
  readonly name: string;
  readonly rows: number;
  readonly base: Measured;
  readonly tuned: Measured;
  /** null: no interval was estimated. */
  readonly comparison: ComparisonRecord | null;
}

interface Measured {
  readonly loss: number;
  readonly perplexity: number;
}

/** Base against tuned on the test rows, and on the validation rows apart. A training loss never stands in one column with them. */
export function comparisonSection(run: RunRecord): Block[] {
  const { evaluation } = run;
  const { comparison } = evaluation;
  const parts = comparedParts(run);
  const bars = parts.flatMap(({ name, comparison: compared, ...models }) =>
    (['base', 'tuned'] as const).map(
      (model): IntervalRow => ({
        name: `${model === 'base' ? 'Base' : 'Tuned'}, ${name}`,
        model,
        value: models[model].perplexity,
        interval: compared && { low: Math.exp(compared[model].low), high: Math.exp(compared[model].high) },
      }),
    ),
  );
  return [
    heading(2, 'Comparison', 'comparison'),
    paragraph(
      `On ${formatNumber(evaluation.tuned.rows)} test rows that were never trained on (${formatNumber(evaluation.tuned.tokens)} answer tokens), row by row: ${winsText(comparison)}.`,
    ),
    {
      kind: 'table',
      caption: 'Base against tuned on the same rows',
      columns: [
        { name: 'Model, rows' },
        { name: 'Loss', align: 'right' },
        { name: 'Perplexity', align: 'right' },
        { name: `${formatPercent(comparison.confidence, 0)} interval of perplexity`, align: 'right' },
        { name: 'Change of perplexity', align: 'right' },
      ],
      rows: parts.flatMap(rowsOf),
    },
    note(
      `Loss: mean over all answer tokens, in nats. Perplexity: its exponential; roughly, how many equally likely words the model hesitates between. Both measure how well the answers are foreseen, not whether they are true. ` +
        `Intervals: paired bootstrap over rows, ${formatNumber(comparison.resamples)} resamples, seed ${comparison.seed}.`,
    ),
    {
      kind: 'figure',
      id: 'perplexity',
      title: 'Perplexity of base and tuned model.',
      description: 'Lower is better. Whiskers: the bootstrap interval, where one was estimated.',
      draw: (width) => intervalFigure(bars, width),
      // The table above has these figures.
      table: null,
    },
  ];
}

function comparedParts(run: RunRecord): Compared[] {
  const { evaluation, training } = run;
  const kept = training.validations.find(({ step }) => step === training.adapterStep);
  const before = training.validations.find(({ base }) => base !== undefined)?.base;
  const { base, tuned, comparison } = evaluation;
  const test: Compared = { name: 'test', rows: tuned.rows, base, tuned, comparison };
  if (kept === undefined || before === undefined) return [test];
  return [test, { name: 'validation', rows: kept.rows, base: before, tuned: kept, comparison: null }];
}

function rowsOf({ name, rows, base, tuned, comparison }: Compared): Row[] {
  const row = (model: 'base' | 'tuned', { loss, perplexity }: Measured, change: string): Row => ({
    cells: [
      `${model === 'base' ? 'Base' : 'Tuned'}, ${formatNumber(rows)} ${name}`,
      lossText(loss),
      formatPerplexity(perplexity),
      comparison === null
        ? '–'
        : `${formatPerplexity(Math.exp(comparison[model].low))} to ${formatPerplexity(Math.exp(comparison[model].high))}`,
      change,
    ],
    strong: model === 'tuned',
  });
  return [row('base', base, ''), row('tuned', tuned, changeOf(base, tuned, comparison))];
}

function changeOf(base: Measured, tuned: Measured, comparison: ComparisonRecord | null): string {
  if (comparison === null) return `${changeText(tuned.loss - base.loss)} %`;
  const { value, low, high } = comparison.difference;
  return `${changeText(value)} % (${changeText(low)} to ${changeText(high)})`;
}
