import { lossSeries } from '../../lib/chart/lossSeries.ts';
import { formatDuration, formatNumber, formatPerplexity } from '../../lib/format.ts';
import type { RunRecord } from '../../run/record.ts';
import { type Block, type Figure, heading, paragraph, type Table } from '../document.ts';
import { lossFigure } from '../figures/lossFigure.ts';
import { changeText, counted, lossText, rateText } from './words.ts';

/** More points than a drawing has pixels would only make the file larger; run.json keeps every step. */
const MAX_POINTS = 600;
/** Rows of the table beside it. */
const TABLE_ROWS = 20;

/** Loss over the steps of the run whose adapter was kept. */
export function trainingSection(run: RunRecord): Block[] {
  const { training, status, data } = run;
  const { steps, totalSteps, endedEarly, endedReason, adapterStep, finalTrainingLoss, elapsedMs, rateChanges } =
    training;
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  const ended =
    status === 'stopped'
      ? ` It was stopped after step ${formatNumber(steps.length)} of ${formatNumber(totalSteps)}, and what it had learned was kept.`
      : endedEarly
        ? ` It ended early after step ${formatNumber(steps.length)} of ${formatNumber(totalSteps)}: ${endedReason ?? 'validation no longer improved'}.`
        : '';
  return [
    heading(2, 'Training', 'training'),
    paragraph(
      `${counted(steps.length, 'optimizer step')} on ${counted(data.parts.train.rows, 'row')}, ${formatNumber(tokens)} tokens, in ${formatDuration(elapsedMs)}` +
        `${elapsedMs > 0 && tokens > 0 ? ` (${formatNumber((1000 * tokens) / elapsedMs)} tokens/s, validations included)` : ''}. ` +
        `Final training loss (mean of the last ten steps): ${lossText(finalTrainingLoss)}. The adapter is that of step ${formatNumber(adapterStep)}.${ended}`,
    ),
    ...rateChanges.map(({ step, from, to }) =>
      paragraph(
        `From step ${formatNumber(step)} on the learning rate was ${rateText(to)} in place of ${rateText(from)}, since the loss was no longer finite.`,
      ),
    ),
    ...(steps.length > 0 ? [curve(run)] : []),
    ...(training.validations.length > 0 ? [validationTable(run)] : []),
  ];
}

function curve({ training }: RunRecord): Figure {
  const { steps, validations, totalSteps, rateChanges, bestStep, checkpoints = [] } = training;
  const points = lossSeries(
    { steps: steps.map(({ step }) => step), losses: steps.map(({ loss }) => loss) },
    MAX_POINTS,
  );
  const base = validations.find((validation) => validation.base !== undefined)?.base ?? null;
  const broken = [
    ...steps.filter(({ skipped, loss }) => skipped === true || !Number.isFinite(loss)).map(({ step }) => step),
    ...rateChanges.map(({ step }) => step),
  ];
  const legend = [
    'Every step pale, smoothed over about ten steps in blue',
    ...(validations.length > 0 ? ['validation in vermilion, its best step ringed'] : []),
    ...(base === null ? [] : ['the base model on the validation rows dashed']),
    ...(checkpoints.length > 0 ? ['triangles: checkpoints'] : []),
    ...(broken.length > 0 ? ['crosses: steps that were not finite'] : []),
  ];
  return {
    kind: 'figure',
    id: 'loss',
    title: 'Training loss over time.',
    description: `${legend.join('; ')}. A training loss is of other rows than a validation loss, and has dropout on.`,
    draw: (width) =>
      lossFigure(
        { points, validations, baseLoss: base?.loss ?? null, totalSteps, checkpoints, broken, bestStep },
        width,
      ),
    table: stepTable(training.steps, points),
  };
}

/** Some steps, evenly spread; all are in run.json. */
function stepTable(
  steps: RunRecord['training']['steps'],
  points: readonly { readonly step: number; readonly smooth: number }[],
): Table {
  const every = Math.max(1, Math.ceil(steps.length / TABLE_ROWS));
  const shown = steps.filter((_, i) => (i + 1) % every === 0 || i === 0 || i === steps.length - 1);
  const smooth = (step: number) => points.find((point) => point.step >= step)?.smooth ?? null;
  let tokens = 0;
  const seen = new Map(
    steps.map((step) => {
      tokens += step.tokens;
      return [step.step, tokens];
    }),
  );
  return {
    kind: 'table',
    caption: `Training loss, ${shown.length === steps.length ? 'every step' : `${formatNumber(shown.length)} of ${formatNumber(steps.length)} steps`}`,
    columns: [
      { name: 'Step' },
      { name: 'Epoch', align: 'right' },
      { name: 'Tokens', align: 'right' },
      { name: 'Time', align: 'right' },
      { name: 'Loss', align: 'right' },
      { name: 'Smoothed', align: 'right' },
      { name: 'Learning rate', align: 'right' },
      { name: 'Gradient norm', align: 'right' },
    ],
    rows: shown.map((step) => ({
      cells: [
        formatNumber(step.step),
        step.epoch.toFixed(2),
        formatNumber(seen.get(step.step) ?? Number.NaN),
        formatDuration(step.elapsedMs),
        lossText(step.loss),
        lossText(smooth(step.step)),
        step.lr.toExponential(2),
        Number.isFinite(step.gradNorm) ? step.gradNorm.toFixed(3) : '–',
      ],
    })),
  };
}

function validationTable({ training: { validations, adapterStep } }: RunRecord): Table {
  const base = validations.find((validation) => validation.base !== undefined);
  const rows = validations[0]?.rows ?? 0;
  return {
    kind: 'table',
    caption: `Validation on ${counted(rows, 'row')} that were not trained on`,
    columns: [
      { name: 'After step' },
      { name: 'Loss', align: 'right' },
      { name: 'Perplexity', align: 'right' },
      ...(base ? [{ name: 'Against the base', align: 'right' as const }] : []),
      { name: 'State' },
    ],
    rows: [
      ...(base?.base
        ? [{ cells: ['base model', lossText(base.base.loss), formatPerplexity(base.base.perplexity), '', ''] }]
        : []),
      ...validations.map(({ step, loss, perplexity }) => ({
        strong: step === adapterStep,
        cells: [
          formatNumber(step),
          lossText(loss),
          formatPerplexity(perplexity),
          ...(base?.base ? [`${changeText(loss - base.base.loss)} %`] : []),
          step === adapterStep ? 'kept' : '',
        ],
      })),
    ],
  };
}
