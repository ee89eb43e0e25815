import '../lib/noEval.ts';
import { z } from 'zod';

/** What the matrices were multiplied with and why (TierChoice), as it was stored. */
export const storedTier = z.looseObject({
  name: z.enum(['f32', 'half', 'matrix']),
  reason: z.enum(['asked', 'resumed', 'matrices', 'faster', 'notFaster', 'wrong', 'noHalf', 'software']),
});
