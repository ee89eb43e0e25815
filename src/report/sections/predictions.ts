import { formatNumber } from '../../lib/format.ts';
import type { AnswerRecord, Judgement, PredictionRecord } from '../../run/events.ts';
import type { RunRecord } from '../../run/record.ts';
import { type Answer, type Block, heading, note, paragraph, type Table } from '../document.ts';
import { reasonText } from './errors.ts';
import { className } from './words.ts';

/** Every prediction in a line and, unless texts are left out, beside its question and reference. */
export function predictionsSection({ predictions }: RunRecord, { text }: { readonly text: boolean }): Block[] {
  if (predictions.length === 0) return [];
  const hasTexts = predictions.some(({ reference, tuned }) => reference !== '' || tuned.text !== '');
  return [
    heading(2, 'Predictions', 'predictions'),
    predictionTable(predictions),
    note(
      'Tokens, recall and precision are of the tuned model’s answer. Recall: share of the key terms of the reference that the answer has. Precision: share of what the answer says that is in the reference. Rows count from 0, in the order of test.jsonl.',
    ),
    ...(text && hasTexts
      ? [
          paragraph({ strong: 'Model output, unchecked.' }, ' Questions and references are those of the test rows.'),
          ...predictions.map(answerOf),
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

function predictionTable(predictions: readonly PredictionRecord[]): Table {
  const strata = predictions.some(({ stratum }) => stratum !== null);
  return {
    kind: 'table',
    caption: `${formatNumber(predictions.length)} predictions, judged by a text rule`,
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
        className(judged.base.class),
        className(judged.tuned.class),
        formatNumber(tuned.tokens),
        judged.tuned.recall.toFixed(2),
        judged.tuned.precision.toFixed(2),
      ],
    })),
  };
}

function answerOf({ index, prompt, reference, stratum, base, tuned, judged }: PredictionRecord): Answer {
  return {
    kind: 'answer',
    title: `Row ${index}${stratum === null ? '' : `, ${stratum}`}`,
    parts: [
      { name: 'Question', model: null, text: prompt, note: null },
      { name: 'Reference', model: null, text: reference, note: null },
      { name: 'Base', model: 'base', text: base.text, note: noteOf(base, judged.base) },
      { name: 'Tuned', model: 'tuned', text: tuned.text, note: noteOf(tuned, judged.tuned) },
    ],
  };
}

function noteOf({ text, tokens, stop }: AnswerRecord, { class: kind, reason, words }: Judgement): string {
  const why = words.length === 0 ? reasonText(reason) : `${reasonText(reason)}: ${words.join(', ')}`;
  const said = text === '' ? 'Nothing was written. ' : '';
  return `${said}${className(kind)}: ${why}. ${formatNumber(tokens)} tokens${stop === 'stop' ? '' : ', cut at the limit'}.`;
}
