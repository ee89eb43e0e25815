import { formatNumber, formatPercent, formatPerplexity } from '../../lib/format.ts';
import type { ComparisonRecord } from '../../run/events.ts';
import type { RunRecord } from '../../run/record.ts';
import { examplesText, outsideText, winsText, worthText } from '../../run/verdictText.ts';
import { type Block, heading, note, paragraph, type Row } from '../document.ts';
import { type IntervalRow, intervalFigure } from '../figures/intervalFigure.ts';
import { changeText, lossText } from './words.ts';

/** One model on one part of the rows. */
interface Measured {
  readonly name: string;
  readonly model: 'base' | 'tuned';
  readonly loss: number;
  readonly perplexity: number;
  /** Of the loss; null: none was estimated. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Against the base without examples on the same rows. */
  readonly change: string;
}

/** Base against tuned on the test rows, and on the validation rows apart. A training loss never stands in one column with them. */
export function comparisonSection(run: RunRecord): Block[] {
  const { evaluation, fewShot } = run;
  const { comparison } = evaluation;
  const rows = measuredRows(run);
  const bars = rows.map(({ name, model, perplexity, interval }): IntervalRow => {
    const ends = interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) };
    return { name, model, value: perplexity, interval: ends };
  });
  return [
    heading(2, 'Comparison', 'comparison'),
    paragraph(
      `On ${formatNumber(evaluation.tuned.rows)} test rows that were never trained on (${formatNumber(evaluation.tuned.tokens)} answer tokens), row by row: ${winsText(comparison)}.`,
    ),
    ...(fewShot ? [paragraph(`Against the base with examples in the prompt: ${worthText(fewShot.comparison)}`)] : []),
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
      rows: rows.map(rowOf),
    },
    note(
      `Loss: mean over all answer tokens, in nats. Perplexity: its exponential; roughly, how many equally likely words the model hesitates between. Both measure how well the answers are foreseen, not whether they are true. ` +
        `Intervals: paired bootstrap over rows, ${formatNumber(comparison.resamples)} resamples, seed ${comparison.seed}.`,
    ),
    ...phrases(run),
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

function measuredRows(run: RunRecord): Measured[] {
  const { evaluation, fewShot, validation, training } = run;
  const compared = pair('test', evaluation.tuned.rows, evaluation, evaluation.comparison);
  const examples: Measured[] = fewShot
    ? [
        {
          name: `Base, ${examplesText(fewShot.shots)} in the prompt, ${formatNumber(fewShot.rows)} test`,
          model: 'base',
          loss: fewShot.loss,
          perplexity: fewShot.perplexity,
          interval: fewShot.comparison.base,
          change: `${changeText(fewShot.loss - evaluation.base.loss)} %`,
        },
      ]
    : [];
  // Older records have the validation rows only as they were measured on the way.
  const kept = training.validations.find(({ step }) => step === training.adapterStep);
  const before = training.validations.find(({ base }) => base !== undefined)?.base;
  const held = validation
    ? pair('validation', validation.tuned.rows, validation, validation.comparison)
    : kept !== undefined && before !== undefined
      ? pair('validation', kept.rows, { base: before, tuned: kept }, null)
      : [];
  return [...compared.slice(0, 1), ...examples, ...compared.slice(1), ...held];
}

type Figures = Pick<Measured, 'loss' | 'perplexity'>;

function pair(
  part: string,
  rows: number,
  { base, tuned }: { readonly base: Figures; readonly tuned: Figures },
  comparison: ComparisonRecord | null,
): [Measured, Measured] {
  const of = (model: 'base' | 'tuned', { loss, perplexity }: Figures, change: string): Measured => ({
    name: `${model === 'base' ? 'Base' : 'Tuned'}, ${formatNumber(rows)} ${part}`,
    model,
    loss,
    perplexity,
    interval: comparison?.[model] ?? null,
    change,
  });
  const { value, low, high } = comparison?.difference ?? { value: tuned.loss - base.loss, low: null, high: null };
  const ends = low === null || high === null ? '' : ` (${changeText(low)} to ${changeText(high)})`;
  return [of('base', base, ''), of('tuned', tuned, `${changeText(value)} %${ends}`)];
}

function rowOf({ name, model, loss, perplexity, interval, change }: Measured): Row {
  const ends = interval && [interval.low, interval.high].map((end) => formatPerplexity(Math.exp(end)));
  return {
    cells: [name, lossText(loss), formatPerplexity(perplexity), ends ? ends.join(' to ') : '–', change],
    strong: model === 'tuned',
  };
}

/** What is left of the change outside of phrases that many training answers share. */
function phrases({ repeated, evaluation: { outside } }: RunRecord): Block[] {
  if (repeated === undefined || repeated.sharing === 0 || !outside) return [];
  const { sharing, answers, rule } = repeated;
  return [
    paragraph(
      `${formatNumber(sharing)} of ${formatNumber(answers)} training answers share phrases of ${rule.words} or more words. ${outsideText(outside)}`,
    ),
  ];
}
