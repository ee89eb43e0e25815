import { z } from 'zod';
import type { GpuContext } from '../../engine/gpu/device.ts';
import { traceUpdates } from '../../engine/traceOptim.ts';
import { updateLossScale } from '../../engine/train/lossScaler.ts';
import { learningRate } from '../../engine/train/schedule.ts';
import type { CaseFolder } from './caseFolder.ts';
import type { TraceOutput } from './output.ts';
import { SCHEDULE_NAMES } from './scheduleNames.ts';

const numbers = z.array(z.number());

const schedulesSchema = z.array(
  z.object({ name: z.string(), base_lr: z.number(), total_steps: z.number(), warmup_steps: z.number() }),
);
const adamWSchema = z.array(
  z.object({
    betas: z.tuple([z.number(), z.number()]),
    eps: z.number(),
    weight_decay: z.number(),
    initial: numbers,
    steps: z.array(z.object({ lr: z.number(), grad: numbers })),
  }),
);
const clipSchema = z.array(z.object({ max_norm: z.number(), grads: z.array(numbers) }));
const scalerSchema = z.array(
  z.object({
    init_scale: z.number(),
    growth_interval: z.number(),
    events: z.array(z.object({ overflow: z.boolean() })),
  }),
);

/** golden/optim: schedules and loss scaler in f64 on the CPU, AdamW and clipping by the optimizer's own kernels on the GPU. */
export async function traceOptim(folder: CaseFolder, openGpu: () => Promise<GpuContext>): Promise<TraceOutput> {
  const schedules = schedulesSchema.parse(await folder.json('schedules.json'));
  const adamW = adamWSchema.parse(await folder.json('adamw.json'));
  const clips = clipSchema.parse(await folder.json('clip.json'));
  const scalers = scalerSchema.parse(await folder.json('gradscaler.json'));
  const gpu = await openGpu();
  try {
    return {
      json: {
        schedules: schedules.map(traceSchedule),
        adamw: await inTurn(adamW, (run) => traceAdamW(gpu, run)),
        clip: await inTurn(clips, (run) => traceClip(gpu, run)),
        gradscaler: scalers.map(traceScaler),
      },
    };
  } finally {
    gpu.destroy();
  }
}

function traceSchedule(schedule: z.infer<typeof schedulesSchema>[number]) {
  const { name, base_lr: baseLr, total_steps: totalSteps, warmup_steps: warmupSteps } = schedule;
  const shape = { name: SCHEDULE_NAMES.parse(name), baseLr, totalSteps, warmupSteps };
  return { ...schedule, lrs: Array.from({ length: totalSteps }, (_, k) => learningRate(shape, k)) };
}

async function traceAdamW(gpu: GpuContext, run: z.infer<typeof adamWSchema>[number]) {
  const [beta1, beta2] = run.betas;
  const shared = { beta1, beta2, eps: run.eps, weightDecay: run.weight_decay, maxGradNorm: 0 };
  const updates = run.steps.map(({ lr, grad }, i) => ({
    grads: Float32Array.from(grad),
    scalars: { ...shared, lr, update: i + 1 },
  }));
  const traces = await traceUpdates(gpu, Float32Array.from(run.initial), updates);
  const steps = traces.map(({ parameters, m, v }, i) => ({
    ...run.steps[i],
    param: [...parameters],
    exp_avg: [...m],
    exp_avg_sq: [...v],
  }));
  return { ...run, steps };
}

async function traceClip(gpu: GpuContext, { max_norm: maxGradNorm, grads }: z.infer<typeof clipSchema>[number]) {
  const flat = Float32Array.from(grads.flat());
  const scalars = { lr: 0, weightDecay: 0, beta1: 0, beta2: 0, eps: 1, maxGradNorm, update: 1 };
  const [trace] = await traceUpdates(gpu, new Float32Array(flat.length), [{ grads: flat, scalars }]);
  if (trace === undefined) throw new Error('The update gave no trace.');
  // With both betas 0 the first moment is the clipped gradient itself, as the kernel computed it.
  const values = [...trace.m];
  const clipped = grads.map((tensor) => values.splice(0, tensor.length));
  return { max_norm: maxGradNorm, grads, total_norm: trace.gradNorm, clipped };
}

function traceScaler({ init_scale, growth_interval, events }: z.infer<typeof scalerSchema>[number]) {
  let state = { scale: init_scale, goodSteps: 0 };
  const traced = events.map(({ overflow }) => {
    const used = state.scale;
    const { applied, ...next } = updateLossScale(state, overflow, growth_interval);
    state = next;
    return { overflow, scale_used: used, applied, scale_after: next.scale, good_steps_after: next.goodSteps };
  });
  return { init_scale, growth_interval, events: traced };
}

/** One after another: the GPU is one. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
