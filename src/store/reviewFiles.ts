import { messageOf } from '../lib/errors.ts';
import type { PredictionRecord } from '../run/events.ts';
import type { ReviewSheet } from '../run/review/reviewRecord.ts';
import { track } from './activity.ts';
import { addSheets } from './reviews.ts';
import { dataWorker } from './workers.ts';

/** What became of a reviewer's file. */
export type ReviewReading =
  | { readonly kind: 'read'; readonly fileName: string; readonly sheets: readonly ReviewSheet[]; readonly open: number }
  | { readonly kind: 'failed'; readonly fileName: string; readonly message: string };

/** Reads reviewers' files and adds what is whole to the run's review; a file with a fault changes nothing. */
export function readReviews(
  id: string,
  files: readonly File[],
  predictions: readonly PredictionRecord[],
  seed: number,
): Promise<readonly ReviewReading[]> {
  return track(read());

  async function read(): Promise<readonly ReviewReading[]> {
    const readings: ReviewReading[] = [];
    for (const file of files) {
      try {
        const { sheets, open } = await dataWorker().call((api) => api.readReview(file, predictions, seed));
        readings.push({ kind: 'read', fileName: file.name, sheets, open });
      } catch (error) {
        readings.push({ kind: 'failed', fileName: file.name, message: messageOf(error) });
      }
    }
    const sheets = readings.flatMap((one) => (one.kind === 'read' ? one.sheets : []));
    if (sheets.length > 0) addSheets(id, sheets);
    return readings;
  }
}
