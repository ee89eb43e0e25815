import { z } from 'zod';
import { JUDGE_RULE } from '../../evaluate/judge.ts';
import { NO_REVIEW, PERSON_CLASSES, type RunReview } from './reviewRecord.ts';

const place = { index: z.int().min(0), model: z.enum(['base', 'tuned']), class: z.enum(PERSON_CLASSES) };
const schema = z.strictObject({
  formatVersion: z.literal(1),
  rule: z
    .strictObject(
      Object.fromEntries(Object.keys(JUDGE_RULE).map((name) => [name, z.number()])) as Record<
        keyof typeof JUDGE_RULE,
        z.ZodNumber
      >,
    )
    .nullable(),
  seed: z.int(),
  checks: z.array(z.strictObject({ ...place, at: z.string() })),
  sheets: z.array(
    z.strictObject({
      reviewer: z.string(),
      fileName: z.string().nullable(),
      blind: z.boolean(),
      verdicts: z.array(z.strictObject(place)),
    }),
  ),
});

export function writeReview(review: RunReview): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ formatVersion: 1, ...review }));
}

/** What was kept; nothing where it cannot be read, for the run itself is whole. */
export function readKeptReview(bytes: Uint8Array): RunReview {
  try {
    const { formatVersion: _, ...review } = schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return review;
  } catch {
    return NO_REVIEW;
  }
}
