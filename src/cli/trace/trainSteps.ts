import { z } from 'zod';
import type { Engine } from '../../engine/engine.ts';
import type { TokenRow } from '../../engine/types.ts';
import { SCHEDULE_NAMES } from './scheduleNames.ts';

/** args.json of a case that trains. */
export const trainArgsSchema = z.object({
  learning_rate: z.number(),
  lr_scheduler_type: SCHEDULE_NAMES,
  warmup_steps: z.number(),
  total_steps: z.number(),
  adam_beta1: z.number(),
  adam_beta2: z.number(),
  adam_epsilon: z.number(),
  weight_decay: z.number(),
  max_grad_norm: z.number(),
});

/** A row of a case; label -100: not supervised. */
export const goldenRowSchema = z.object({ input_ids: z.array(z.number()), labels: z.array(z.number()) });

export function toTokenRow({ input_ids, labels }: z.infer<typeof goldenRowSchema>): TokenRow {
  return { ids: Uint32Array.from(input_ids), supervised: Uint8Array.from(labels, (label) => (label === -100 ? 0 : 1)) };
}

/** Takes an optimizer step for each group (micro-batches of rows); the engine holds the trained adapter afterwards. */
export async function traceTrainSteps(
  engine: Engine,
  args: z.infer<typeof trainArgsSchema>,
  groups: readonly (readonly (readonly TokenRow[])[])[],
) {
  const steps = await engine.trainGroups({
    groups,
    schedule: {
      name: args.lr_scheduler_type,
      baseLr: args.learning_rate,
      warmupSteps: args.warmup_steps,
      totalSteps: args.total_steps,
    },
    adam: {
      beta1: args.adam_beta1,
      beta2: args.adam_beta2,
      eps: args.adam_epsilon,
      weightDecay: args.weight_decay,
    },
    maxGradNorm: args.max_grad_norm,
  });
  return steps.map(({ lr, loss, lossSum, supervisedTokens, gradNorm }, step) => ({
    step,
    lr,
    loss,
    loss_sum: lossSum,
    tokens: supervisedTokens,
    grad_norm: gradNorm,
    clipped: args.max_grad_norm > 0 && gradNorm > args.max_grad_norm,
  }));
}
