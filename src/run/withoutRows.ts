import type { Judgement, LiveAnswerRecord, PredictionRecord } from './events.ts';
import { modelCard } from './modelCard.ts';
import type { OutputFile } from './outputs.ts';
import type { RunRecord } from './record.ts';
import { TOKEN_LOSSES_FILE } from './tokenLosses.ts';

const ROW_FILES: readonly string[] = ['train.jsonl', 'validation.jsonl', 'test.jsonl', TOKEN_LOSSES_FILE];

/**
 * The files of a run without the rows it was trained on: the three parts and their token losses are gone, run.json keeps its figures and loses every text of a row
 * and every answer (a model may repeat what it was trained on), and the model card says so.
 * @throws Error when there is no run.json among the files.
 */
export function withoutRows(files: readonly OutputFile[]): OutputFile[] {
  const record = files.find(({ name }) => name === 'run.json');
  if (record === undefined) throw new Error('withoutRows: the files have no run.json');
  const parsed = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as RunRecord;
  const run = parsed(record.bytes);
  // Each trial of a grid has a run.json of its own.
  const records = files
    .filter(({ name }) => name === 'run.json' || name.endsWith('/run.json'))
    .map(({ name, bytes }) => {
      const stripped = { ...withoutTexts(parsed(bytes)), rowsLeftOut: true };
      return [name, `${JSON.stringify(stripped, null, 2)}\n`] as const;
    });
  const replaced: Readonly<Record<string, string>> = {
    ...Object.fromEntries(records),
    'README.md': modelCard(run, {
      chatTemplate: files.some(({ name }) => name === 'chat_template.jinja'),
      rowsLeftOut: true,
    }),
  };
  return files
    .filter(({ name }) => !ROW_FILES.includes(name.slice(name.lastIndexOf('/') + 1)))
    .map((file) => {
      const text = replaced[file.name];
      return text === undefined ? file : { name: file.name, bytes: new TextEncoder().encode(text) };
    });
}

function withoutTexts(run: RunRecord): RunRecord {
  return {
    ...run,
    learning: run.learning && {
      ...run.learning,
      prompt: '',
      reference: '',
      answers: run.learning.answers.map((answer): LiveAnswerRecord => ({ ...answer, text: '' })),
    },
    ...(run.repeated && {
      repeated: { ...run.repeated, phrases: run.repeated.phrases.map((phrase) => ({ ...phrase, text: '' })) },
    }),
    // Words of most training answers are words of rows.
    judging: { ...run.judging, ...(run.judging.common && { common: {} }) },
    ...(run.fewShot && {
      fewShot: {
        ...run.fewShot,
        answers: run.fewShot.answers.map((answer) => ({ ...answer, text: '', judged: withoutWords(answer.judged) })),
      },
    }),
    predictions: run.predictions.map(
      (prediction): PredictionRecord => ({
        ...prediction,
        prompt: '',
        reference: '',
        stratum: null,
        base: { ...prediction.base, text: '' },
        tuned: { ...prediction.tuned, text: '' },
        judged: { base: withoutWords(prediction.judged.base), tuned: withoutWords(prediction.judged.tuned) },
      }),
    ),
  };
}

function withoutWords(judgement: Judgement): Judgement {
  return { ...judgement, words: [] };
}
