import { z } from 'zod';
import type { GpuContext } from '../../engine/gpu/device.ts';
import type { TokenRow } from '../../engine/types.ts';
import type { CaseFolder } from './caseFolder.ts';
import { type GoldenModel, openGoldenEngine } from './goldenModel.ts';
import { f32, type TraceOutput } from './output.ts';
import { goldenRowSchema, toTokenRow, traceTrainSteps, trainArgsSchema } from './trainSteps.ts';

const batchesSchema = z.object({
  micro_batches: z.array(z.array(goldenRowSchema)),
  groups: z.array(z.array(z.number())),
});

/** golden/models/X/train: the given groups in order, from adapter_init; the steps, the loss after them, the final adapter. */
export async function traceTrain(folder: CaseFolder, model: GoldenModel, gpu: GpuContext): Promise<TraceOutput> {
  const args = trainArgsSchema.parse(await folder.json('args.json'));
  const batches = batchesSchema.parse(await folder.json('batches.json'));
  const microBatches = batches.micro_batches.map((rows) => rows.map(toTokenRow));
  const groups = batches.groups.map((group) => group.map((index) => microBatches[index] as TokenRow[]));
  const tokens = Math.max(...microBatches.map((rows) => rows.reduce((sum, { ids }) => sum + ids.length, 0)));
  const engine = await openGoldenEngine(gpu, model, { kind: 'nf4', tokens, training: true });
  const steps = await traceTrainSteps(engine, args, groups);
  const after = await engine.losses((groups.at(-1) ?? []).flat(), { adapter: true });
  const adapter = await engine.readAdapter();
  engine.destroy();
  return {
    tensors: adapter.map(({ name, shape, data }) => f32(name, shape, data)),
    json: {
      steps,
      after: {
        group: groups.length - 1,
        loss_sum: after.reduce((sum, { lossSum }) => sum + lossSum, 0),
        tokens: after.reduce((sum, row) => sum + row.tokens, 0),
      },
    },
  };
}
