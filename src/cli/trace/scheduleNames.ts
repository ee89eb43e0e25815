import { z } from 'zod';

/** Names of transformers' schedules to ours, whose `constant` has a warm-up too. */
export const SCHEDULE_NAMES = z
  .enum(['linear', 'cosine', 'constant', 'constant_with_warmup'])
  .transform((name) => (name === 'constant_with_warmup' ? ('constant' as const) : name));
