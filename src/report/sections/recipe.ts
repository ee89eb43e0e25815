import { formatNumber, formatPercent, formatPerplexity } from '../../lib/format.ts';
import type { RunRecord } from '../../run/record.ts';
import { type Block, heading, note, paragraph, type Row } from '../document.ts';
import { RECIPE } from '../recipe.ts';
import { lengthRows } from './errors.ts';
import { CLASSES, lossText, rateText, shareText } from './words.ts';

/** The published figures beside those of this run, and why they cannot be held against one another. */
export function recipeSection(run: RunRecord): Block[] {
  const { evaluation } = run;
  const row = (name: string, published: string, ours: string): Row => ({ cells: [name, published, ours] });
  return [
    heading(2, 'Beside the published recipe', 'recipe'),
    paragraph(
      `The figures in the middle are those that the recipe reports of ${RECIPE.model}, on its own rows and with its own judges. ` +
        `This run trained ${run.base.id} (${formatNumber(run.base.parameters)} parameters).`,
    ),
    {
      kind: 'table',
      caption: 'Published figures, of another model, beside this run',
      columns: [{ name: 'Figure' }, { name: 'Published', align: 'right' }, { name: 'This run', align: 'right' }],
      rows: [
        ...RECIPE.trials.map(({ learningRate, batchSize, finalTrainingLoss }) =>
          row(
            `Final training loss, rate ${rateText(learningRate)}, batch ${batchSize}`,
            lossText(finalTrainingLoss),
            lossText(trialLoss(run, learningRate, batchSize)),
          ),
        ),
        row('Loss of the base', lossText(RECIPE.base.loss), lossText(evaluation.base.loss)),
        row(
          'Perplexity of the base',
          formatPerplexity4(RECIPE.base.perplexity),
          formatPerplexity(evaluation.base.perplexity),
        ),
        row('Loss of the tuned model', lossText(RECIPE.tuned.loss), lossText(evaluation.tuned.loss)),
        row(
          'Perplexity of the tuned model',
          formatPerplexity4(RECIPE.tuned.perplexity),
          formatPerplexity(evaluation.tuned.perplexity),
        ),
        row('Predictions looked at', formatNumber(RECIPE.predictions), formatNumber(run.predictions.length)),
        ...CLASSES.map(({ key, report }) =>
          row(
            `Predictions ${report}`,
            formatPercent(RECIPE.classes[key], 0),
            shareText(run.judging.tuned[key], run.predictions.length),
          ),
        ),
        row(
          'Length of incorrect predictions, tokens',
          `most ${RECIPE.wrongLengths.most.join(' to ')}, second peak ${RECIPE.wrongLengths.second.join(' to ')}`,
          commonLength(run),
        ),
      ],
    },
    note(
      'Losses per token of models with other tokenizers are not of the same tokens, so they say nothing about each other; the fall from base to tuned does. ' +
        'The recipe gives its tuned loss as the final training loss of its best trial; here it is the loss on test rows. ' +
        'Its predictions were judged by people, these by a text rule that knows no synonyms and so finds fewer answers correct.',
    ),
  ];
}

/** The published ones have four decimals. */
const formatPerplexity4 = (perplexity: number): string => perplexity.toFixed(4);

/** Of this run or one of its trials with these two settings; null: none was trained with them. */
function trialLoss({ trials, config, training }: RunRecord, learningRate: number, batchSize: number): number | null {
  const found = trials?.list.find((trial) => trial.learningRate === learningRate && trial.batchSize === batchSize);
  if (found !== undefined) return found.finalTrainingLoss;
  return config.learningRate === learningRate && config.batchSize === batchSize ? training.finalTrainingLoss : null;
}

/** The bin that most answers which do not match fall into. */
function commonLength({ predictions }: RunRecord): string {
  if (!predictions.some(({ judged }) => judged.tuned.class === 'wrong')) return '–';
  const rows = lengthRows(predictions);
  const most = rows.reduce((a, b) => (b.wrong > a.wrong ? b : a));
  return `most ${formatNumber(most.low)} to ${formatNumber(most.high - 1)} (${formatNumber(most.wrong)} of them)`;
}
