import { formatDuration, formatNumber, formatPerplexity } from '../../lib/format.ts';
import type { RunRecord } from '../../run/record.ts';
import type { TrialRecord, TrialsRecord } from '../../run/trialRecord.ts';
import { type Block, type Figure, heading, note, paragraph, type Table } from '../document.ts';
import { curvesFigure } from '../figures/curvesFigure.ts';
import { rateFigure } from '../figures/rateFigure.ts';
import { counted, lossText, rateText } from './words.ts';

/** The grid of learning rates and batch sizes; nothing where one pair was trained. */
export function trialsSection({ trials }: RunRecord): Block[] {
  if (trials === undefined) return [];
  const { list, best, stopLosers, elapsedMs } = trials;
  return [
    heading(2, 'Trials', 'trials'),
    paragraph(
      `${counted(list.length, 'trial')} on the same rows, one after another, in ${formatDuration(elapsedMs)} altogether. ` +
        `Trial ${best} has the lowest validation loss; everything below is its.`,
    ),
    trialsTable(trials),
    note(
      'Final training loss: mean of the last ten steps. ' +
        (stopLosers === null
          ? 'Every trial ran to its end.'
          : `A trial that was more than ${stopLosers.marginNats} nats per token above the best finished one at the same share of the training was ended early.`),
    ),
    ...reasons(trials),
    ...rates(trials),
    ...curves(trials),
  ];
}

function trialsTable({ list, best }: TrialsRecord): Table {
  return {
    kind: 'table',
    caption: 'Trials by learning rate and batch size',
    columns: [
      { name: 'Trial' },
      { name: 'Learning rate', align: 'right' },
      { name: 'Batch size', align: 'right' },
      { name: 'Final training loss', align: 'right' },
      { name: 'Best validation loss', align: 'right' },
      { name: 'Test perplexity', align: 'right' },
      { name: 'Time', align: 'right' },
      { name: 'State' },
    ],
    rows: list.map((trial) => ({
      strong: trial.number === best,
      cells: [
        String(trial.number),
        rateText(trial.learningRate),
        formatNumber(trial.batchSize),
        lossText(trial.finalTrainingLoss),
        lossText(trial.bestValidationLoss),
        trial.testPerplexity === null ? '–' : formatPerplexity(trial.testPerplexity),
        formatDuration(trial.elapsedMs),
        trial.number === best ? 'best' : stateOf(trial),
      ],
    })),
  };
}

function stateOf({ status, steps, totalSteps }: TrialRecord): string {
  const at = `${formatNumber(steps)}/${formatNumber(totalSteps)} steps`;
  switch (status) {
    case 'finished':
      return 'finished';
    case 'endedEarly':
      return `ended early, ${at}`;
    case 'stopped':
      return `stopped, ${at}`;
    case 'failed':
      return `failed, ${at}`;
    case 'cancelled':
      return 'taken out';
    default:
      return 'not run';
  }
}

/** Why a trial did not run to its end. */
function reasons({ list }: TrialsRecord): Block[] {
  const given = list.filter(({ reason }) => reason !== null && reason !== '');
  if (given.length === 0) return [];
  return [{ kind: 'list', items: given.map(({ number, reason }) => `Trial ${number}: ${reason}`) }];
}

function rates({ list, best }: TrialsRecord): Figure[] {
  const points = list.flatMap(({ number, learningRate, batchSize, finalTrainingLoss }) =>
    finalTrainingLoss === null || !Number.isFinite(finalTrainingLoss)
      ? []
      : [{ rate: learningRate, batchSize, loss: finalTrainingLoss, best: number === best }],
  );
  if (points.length < 2) return [];
  const sizes = new Set(points.map(({ batchSize }) => batchSize)).size;
  return [
    {
      kind: 'figure',
      id: 'rates',
      title: 'Final training loss against learning rate.',
      description: `${sizes === 1 ? 'One line' : `${sizes} lines, one per batch size`}; the ring marks the trial with the lowest validation loss.`,
      draw: (width) => rateFigure(points, width),
      // The table of the trials has these figures.
      table: null,
    },
  ];
}

function curves({ list, best }: TrialsRecord): Figure[] {
  const drawn = list
    .filter(({ curve }) => curve.length > 1)
    .map(({ number, totalSteps, curve }) => ({ number, totalSteps, points: curve, best: number === best }));
  if (drawn.length < 2) return [];
  return [
    {
      kind: 'figure',
      id: 'curves',
      title: 'Training loss of all trials.',
      description: 'Smoothed, over the share of the training that was done; the best trial in blue.',
      draw: (width) => curvesFigure(drawn, width),
      table: {
        kind: 'table',
        caption: 'Smoothed training loss at a share of the training',
        columns: [
          { name: 'Trial' },
          ...SHARES.map((share) => ({ name: `${formatNumber(100 * share)} %`, align: 'right' as const })),
        ],
        rows: drawn.map(({ number, totalSteps, points }) => ({
          cells: [
            String(number),
            ...SHARES.map((share) => {
              const point = points.find(({ step }) => step >= share * totalSteps);
              return lossText(point?.smooth ?? null);
            }),
          ],
        })),
      },
    },
  ];
}

const SHARES = [0.1, 0.25, 0.5, 0.75, 1] as const;
