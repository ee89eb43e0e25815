import '../../lib/noEval.ts';
import { z } from 'zod';
import { JUDGE_RULE } from '../../evaluate/judge.ts';
import { PERSON_CLASSES } from './reviewRecord.ts';

const place = { index: z.int().min(0), model: z.enum(['base', 'tuned']), class: z.enum(PERSON_CLASSES) };
/** A review as it is kept beside a run. */
export const reviewSchema = z.strictObject({
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
