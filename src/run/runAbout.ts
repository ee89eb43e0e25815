import '../lib/noEval.ts';
import { z } from 'zod';
import { NAME_LENGTH } from '../lib/runName.ts';
import type { RunReview } from './review/reviewRecord.ts';
import { reviewSchema } from './review/reviewSchema.ts';

/** What a person did with a run that is kept: beside it, since its result never changes. */
export interface RunAbout {
  /** The name that it was given; null: it goes by its file and its model. */
  readonly name: string | null;
  /** When its files last reached the person's disk, in milliseconds since 1970. */
  readonly downloadedAt: number | null;
  /** What people said of its answers. */
  readonly review?: RunReview | undefined;
}

export const NOTHING_ABOUT: RunAbout = { name: null, downloadedAt: null };

const schema = z.strictObject({
  formatVersion: z.literal(1),
  name: z.string().min(1).max(NAME_LENGTH).nullable(),
  downloadedAt: z.number().nullable(),
  review: reviewSchema.optional(),
});

export function writeAbout(about: RunAbout): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ formatVersion: 1, ...about }));
}

/** null: it cannot be read. */
export function readAbout(bytes: Uint8Array): RunAbout | null {
  try {
    const { formatVersion: _, ...about } = schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return about;
  } catch {
    return null;
  }
}
