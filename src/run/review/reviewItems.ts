import { fingerprint } from '../../lib/hash.ts';
import { createRandom, shuffle } from '../../lib/random.ts';
import type { PredictionRecord } from '../events.ts';
import type { AnswerModel, AnswerPlace } from './reviewRecord.ts';

/** One answer as a reviewer gets it. `id` tells neither row nor model. */
export interface ReviewItem extends AnswerPlace {
  readonly id: string;
  readonly question: string;
  readonly reference: string;
  readonly answer: string;
}

const MODELS: readonly AnswerModel[] = ['base', 'tuned'];

/** Names a run by its answers, so that a reviewer's file is not merged into another one. */
export function runMark(predictions: readonly PredictionRecord[]): string {
  const said = predictions.map(({ index, base, tuned }) => [index, base.text, tuned.text]);
  return `r${fingerprint(JSON.stringify(said)).slice(0, 8)}`;
}

/**
 * Both models' answers to every row, in an order and with ids that the seed decides: who knows run.json knows them, and nobody else. An id
 * begins with a letter, since a spreadsheet would read 12e45678 as a number.
 */
export function reviewItems(predictions: readonly PredictionRecord[], seed: number): ReviewItem[] {
  const run = runMark(predictions);
  const items = predictions.flatMap((prediction) =>
    MODELS.map((model): ReviewItem => {
      const { index, prompt, reference } = prediction;
      const id = `a${fingerprint(JSON.stringify([run, seed, index, model])).slice(0, 10)}`;
      return { id, index, model, question: prompt, reference, answer: prediction[model].text };
    }),
  );
  return shuffle(items, createRandom(seed));
}
