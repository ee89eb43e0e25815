import { formatNumber } from '../../lib/format.ts';
import type { AnswerRecord, Judgement, PredictionRecord } from '../../run/events.ts';
import type { RunRecord } from '../../run/record.ts';
import { type Answer, type Block, heading, note, paragraph, type Table } from '../document.ts';
import { isChecked, withTexts } from '../judged.ts';
import { reasonText } from './errors.ts';
import { className } from './words.ts';

/** Every prediction in a line and, unless texts are left out, beside its question and reference. */
export function predictionsSection(run: RunRecord, { text }: { readonly text: boolean }): Block[] {
  const { predictions } = run;
  if (predictions.length === 0) return [];
  const hasTexts = withTexts(run).length > 0;
  return [
    heading(2, 'Predictions', 'predictions'),
    predictionTable(run),
    note(
      'Tokens, recall and precision are of the tuned model’s answer. Recall: share of the key terms of the reference that the answer has. Precision: share of what the answer says that is in the reference. Rows count from 0, in the order of test.jsonl.',
    ),
    ...(text && hasTexts
      ? [
          paragraph({ strong: 'Model output, unchecked.' }, ' Questions and references are those of the test rows.'),
          ...predictions.map((prediction) => answerOf(prediction, run)),
        ]
      : [
          paragraph(
            text
              ? 'The texts of questions, references and answers had been left out of run.json.'
              : 'The texts of questions, references and answers were left out on request.',
          ),
        ]),
  ];
}

function predictionTable(run: RunRecord): Table {
  const { predictions } = run;
  const verdict = (index: number, model: 'base' | 'tuned', { class: kind }: Judgement) =>
    `${className(kind)}${isChecked(run, index, model) ? ', checked' : ''}`;
  const strata = predictions.some(({ stratum }) => stratum !== null);
  return {
    kind: 'table',
    caption: `${formatNumber(predictions.length)} predictions${run.people === undefined ? ', judged by a text rule' : ''}`,
    columns: [
      { name: 'Row' },
      ...(strata ? [{ name: 'Subtopic' }] : []),
      { name: 'Base' },
      { name: 'Tuned' },
      { name: 'Tokens', align: 'right' },
      { name: 'Recall', align: 'right' },
      { name: 'Precision', align: 'right' },
    ],
    rows: predictions.map(({ index, stratum, tuned, judged }) => ({
      cells: [
        String(index),
        ...(strata ? [stratum ?? '–'] : []),
        verdict(index, 'base', judged.base),
        verdict(index, 'tuned', judged.tuned),
        formatNumber(tuned.tokens),
        judged.tuned.recall.toFixed(2),
        judged.tuned.precision.toFixed(2),
      ],
    })),
  };
}

function answerOf(prediction: PredictionRecord, run: RunRecord): Answer {
  const { index, prompt, reference, stratum, base, tuned, judged } = prediction;
  return {
    kind: 'answer',
    title: `Row ${index}${stratum === null ? '' : `, ${stratum}`}`,
    parts: [
      { name: 'Question', model: null, text: prompt, note: null },
      { name: 'Reference', model: null, text: reference, note: null },
      { name: 'Base', model: 'base', text: base.text, note: noteOf(base, judged.base, isChecked(run, index, 'base')) },
      {
        name: 'Tuned',
        model: 'tuned',
        text: tuned.text,
        note: noteOf(tuned, judged.tuned, isChecked(run, index, 'tuned')),
      },
    ],
  };
}

function noteOf(
  { text, tokens, stop }: AnswerRecord,
  { class: kind, reason, words }: Judgement,
  checked: boolean,
): string {
  const why = checked
    ? 'a person said so'
    : words.length === 0
      ? reasonText(reason)
      : `${reasonText(reason)}: ${words.join(', ')}`;
  const said = text === '' ? 'Nothing was written. ' : '';
  return `${said}${className(kind)}: ${why}. ${formatNumber(tokens)} tokens${stop === 'stop' ? '' : ', cut at the limit'}.`;
}
