import { z } from 'zod';
import type { GpuContext } from '../../engine/gpu/device.ts';
import type { TokenRow } from '../../engine/types.ts';
import type { CaseFolder } from './caseFolder.ts';
import { type GoldenModel, openGoldenEngine } from './goldenModel.ts';
import { f32, type TraceOutput } from './output.ts';
import { SCHEDULE_NAMES } from './scheduleNames.ts';

const argsSchema = z.object({
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
const rowSchema = z.object({ input_ids: z.array(z.number()), labels: z.array(z.number()) });
const batchesSchema = z.object({ micro_batches: z.array(z.array(rowSchema)), groups: z.array(z.array(z.number())) });

/** golden/models/X/train: the given groups in order, from adapter_init; the steps, the loss after them, the final adapter. */
export async function traceTrain(folder: CaseFolder, model: GoldenModel, gpu: GpuContext): Promise<TraceOutput> {
  const args = argsSchema.parse(await folder.json('args.json'));
  const batches = batchesSchema.parse(await folder.json('batches.json'));
  const microBatches = batches.micro_batches.map((rows) => rows.map(toRow));
  const groups = batches.groups.map((group) => group.map((index) => microBatches[index] as TokenRow[]));
  const tokens = Math.max(...microBatches.map((rows) => rows.reduce((sum, { ids }) => sum + ids.length, 0)));
  const engine = await openGoldenEngine(gpu, model, { kind: 'nf4', tokens, training: true });
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
  const after = await engine.losses((groups.at(-1) ?? []).flat(), { adapter: true });
  const adapter = await engine.readAdapter();
  engine.destroy();
  return {
    tensors: adapter.map(({ name, shape, data }) => f32(name, shape, data)),
    json: {
      steps: steps.map(({ lr, loss, lossSum, supervisedTokens, gradNorm }, step) => ({
        step,
        lr,
        loss,
        loss_sum: lossSum,
        tokens: supervisedTokens,
        grad_norm: gradNorm,
        clipped: args.max_grad_norm > 0 && gradNorm > args.max_grad_norm,
      })),
      after: {
        group: groups.length - 1,
        loss_sum: after.reduce((sum, { lossSum }) => sum + lossSum, 0),
        tokens: after.reduce((sum, row) => sum + row.tokens, 0),
      },
    },
  };
}

function toRow({ input_ids, labels }: z.infer<typeof rowSchema>): TokenRow {
  return { ids: Uint32Array.from(input_ids), supervised: Uint8Array.from(labels, (label) => (label === -100 ? 0 : 1)) };
}
