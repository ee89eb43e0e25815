import '../lib/noEval.ts';
import { z } from 'zod';
import type { TrialsRequest } from './trialRecord.ts';

/** What was asked for, read back from the job of a run. */
export const trialsRequestSchema: z.ZodType<TrialsRequest> = z.object({
  grid: z.object({ learningRates: z.array(z.number()), batchSizes: z.array(z.number()) }),
  stopLosers: z.object({ marginNats: z.number() }).nullable(),
});
