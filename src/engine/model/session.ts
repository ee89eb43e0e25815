import { throwIfAborted } from '../../lib/abort.ts';
import { RunError, UserError } from '../../lib/errors.ts';
import { remembered } from '../../lib/remembered.ts';
import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import { allocateMemory, type BufferLimits, layoutMemory, type Memory, type MemoryLayout } from '../gpu/memory.ts';
import type { Plan } from '../gpu/plan.ts';
import { createProgram, type Program } from '../gpu/program.ts';
import { kernelsWithin } from '../gpu/reach.ts';
import { createSubmitQueue, type SubmitQueue } from '../gpu/submitQueue.ts';
import type {
  EngineInfo,
  KernelChoices,
  LoadProgress,
  LoraSettings,
  NamedTensor,
  Precision,
  SessionPlan,
  TensorSource,
} from '../types.ts';
import { longestDocument } from './checkRows.ts';
import { chooseKernels, likelyKernels } from './chooseKernels.ts';
import { likelyTier } from './chooseTier.ts';
import type { ModelConfig } from './config.ts';
import { logitStride } from './head.ts';
import { parameterCount } from './linears.ts';
import { loadWeights } from './loadWeights.ts';
import {
  type AdapterBuffers,
  type AdapterLayout,
  adapterBuffers,
  checkFinite,
  flattenAdapter,
  initialAdapter,
  layoutAdapter,
} from './lora.ts';
import {
  type Capacity,
  declareWork,
  type RecordContext,
  recordGeneration,
  recordLogits,
  recordLoss,
  recordTraining,
  recordUpdate,
  type WorkBuffers,
} from './programs.ts';
import { ropeTable, unrotatedTable } from './rope.ts';
import { declareWeights, type Quantisation } from './weights.ts';

export interface EngineParams {
  readonly config: ModelConfig;
  readonly source: TensorSource;
  readonly quantisation: Quantisation;
  /** null: the base model alone. */
  readonly lora: LoraSettings | null;
  /** Start from these tensors in place of PEFT's initialisation. */
  readonly initialAdapter?: readonly NamedTensor[];
  /** Seeds the initialisation of lora_A. */
  readonly seed: number;
  readonly capacity: Capacity;
  readonly training: boolean;
  /** `auto` turns it on only when the plan without it exceeds `memoryBudgetBytes` or the adapter's limits. The bits are the same. */
  readonly checkpointing: 'auto' | 'on' | 'off';
  readonly memoryBudgetBytes?: number;
  /** Cut the vocabulary matrices into bindings of at most this many bytes; default and upper bound: the device's limits. */
  readonly maxBindingBytes?: number;
  /** `auto`: the fastest that passes the self-check (chooseTier.ts). A checkpoint's `kernels` overrule it. Default f32. */
  readonly precision?: 'auto' | Precision;
  /** Kernel choices of the checkpoint that is resumed. */
  readonly kernels?: KernelChoices;
  /** Also record programs that draw tokens (temperature, top-p). */
  readonly sampling?: boolean;
  /** Also record programs that keep all logits (golden traces). */
  readonly trace?: boolean;
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly signal?: AbortSignal;
}

export type ProgramName =
  | 'train'
  | 'update'
  | 'loss'
  | 'lossBase'
  | 'generate'
  | 'generateBase'
  | 'sample'
  | 'sampleBase'
  | 'logits'
  | 'logitsBase';

/** A model on the GPU with its programs. */
export interface Session {
  readonly gpu: GpuContext;
  readonly config: ModelConfig;
  readonly capacity: Capacity;
  readonly queue: SubmitQueue;
  readonly memory: Memory;
  readonly work: WorkBuffers;
  readonly adapter: { readonly layout: AdapterLayout; readonly buffers: AdapterBuffers } | null;
  readonly logits: BufferRef | null;
  readonly info: EngineInfo;
  /** @throws Error when the session was opened without that program. */
  program(name: ProgramName): Program;
  destroy(): void;
}

/** Without a way to ask for free GPU memory, 4 GiB is what most machines that run this have at least. */
export const DEFAULT_BUDGET_BYTES = 4 * 2 ** 30;

/**
 * Opens a model: picks kernels, records every program, plans the memory, allocates it, streams the weights in.
 * @throws UserError for a checkpoint, adapter or capacity that does not fit; RunError when the GPU fails; AbortedError.
 */
export async function openSession(gpu: GpuContext, params: EngineParams): Promise<Session> {
  const startMs = performance.now();
  const { config, capacity, source, quantisation } = params;
  const limits = gpu.device.limits;
  const { weights, adapter, maxBindingBytes } = declareSession(params, limits);
  if (params.initialAdapter) checkFinite(params.initialAdapter);
  const initial =
    adapter && flattenAdapter(adapter.layout, params.initialAdapter ?? initialAdapter(adapter.layout, params.seed));

  const precision = params.precision ?? 'f32';
  const expected = likelyTier(gpu, precision, params.kernels ?? {});
  const queue = createSubmitQueue(gpu);
  const work = declareWork(config, capacity);
  const logits = params.trace ? persistentBuffer('logits', capacity.tokens * logitStride(config) * 4) : null;
  // It takes 0.1 to 0.3 s, and the likely choices mostly turn out to be the fastest.
  const record = remembered(choicesKey, (choices) => {
    const context: RecordContext = { config, choices, weights, adapter, capacity, work, maxBindingBytes };
    const { plans, ...rest } = recordPrograms(context, params, logits, limits);
    const recorded = plans.map(([, plan]) => plan);
    return { plans, kernels: kernelsWithin(recorded, capacity.tokens), ...rest };
  });
  // What is most likely wanted compiles while the kernels are timed, behind those.
  const whileCompiling = () => {
    if (expected === null) return;
    gpu.pipelines.ahead(record({ ...likelyKernels(weights, false, expected), ...params.kernels }).kernels);
  };
  const tuneStartMs = performance.now();
  const context = { gpu, queue, precision, shape: config, whileCompiling };
  const { choices, tier } = await chooseKernels(context, weights, params.kernels ?? {}, (done, total) =>
    params.onProgress?.({ phase: 'autotune', done, total }),
  );
  const tuneMs = performance.now() - tuneStartMs;
  throwIfAborted(params.signal);

  const { plans, kernels, layout, checkpointing } = record(choices);
  await gpu.pipelines.compile(kernels, (done, total) => params.onProgress?.({ phase: 'kernels', done, total }));
  throwIfAborted(params.signal);

  const memory = await allocateMemory(gpu.device, layout);
  const programs = new Map<ProgramName, Program>();
  const destroy = () => {
    for (const program of programs.values()) program.destroy();
    memory.destroy();
  };
  try {
    await loadWeights(gpu, memory, source, weights, {
      doubleQuant: quantisation.kind === 'nf4' && quantisation.doubleQuant,
      onProgress: (done, total) => params.onProgress?.({ phase: 'weights', done, total }),
      signal: params.signal,
    });
    const positions = Math.max(capacity.tokens, capacity.context);
    gpu.device.queue.writeBuffer(memory.buffer(work.ropeTable), 0, ropeTable(config, positions));
    if (work.unrotatedTable !== null) {
      const table = unrotatedTable(config.headDim, positions);
      gpu.device.queue.writeBuffer(memory.buffer(work.unrotatedTable), 0, table);
    }
    if (adapter && initial) gpu.device.queue.writeBuffer(memory.buffer(adapter.buffers.parameters), 0, initial);
    gpu.device.pushErrorScope('validation');
    for (const [name, plan] of plans) programs.set(name, createProgram(gpu.device, plan, memory, gpu.pipelines, queue));
    const refused = await gpu.device.popErrorScope();
    if (refused) throw new RunError(`This GPU does not take the engine's programs: ${refused.message}`);
  } catch (error) {
    destroy();
    throw error;
  }
  return {
    gpu,
    config,
    capacity,
    queue,
    memory,
    work,
    adapter,
    logits,
    info: {
      gpu: gpu.description,
      precision: tier.name === 'f32' ? 'f32' : 'f16',
      tier,
      parameters: parameterCount(config),
      trainableParameters: adapter?.layout.parameters ?? 0,
      memory: layout.plan,
      kernels: choices,
      checkpointing,
      loadMs: performance.now() - startMs,
      tuneMs,
    },
    program(name) {
      const found = programs.get(name);
      if (!found) throw new Error(`Assertion failed: the session has no program ${name}`);
      return found;
    },
    destroy,
  };
}

/**
 * The memory plan of `openSession`, for an adapter with these limits. `kernels`: the choices to plan for, those of a measurement where
 * there was one; what is missing is filled in with the likely ones.
 * @throws UserError as openSession does, also when a buffer is larger than the limits allow.
 */
export function planSession(
  params: Omit<EngineParams, 'source'> & { readonly source: Pick<TensorSource, 'tensors'> },
  limits: BufferLimits,
  software: boolean,
): SessionPlan {
  const { config, capacity } = params;
  const { weights, adapter, maxBindingBytes } = declareSession(params, limits);
  const work = declareWork(config, capacity);
  const choices = { ...likelyKernels(weights, software), ...params.kernels };
  const record: RecordContext = { config, choices, weights, adapter, capacity, work, maxBindingBytes };
  const { layout, checkpointing } = recordPrograms(record, params, null, limits);
  return {
    memory: layout.plan,
    checkpointing,
    parameters: parameterCount(config),
    trainableParameters: adapter?.layout.parameters ?? 0,
  };
}

/** Weights and adapter as buffers, declared only. */
function declareSession(
  params: Omit<EngineParams, 'source'> & { readonly source: Pick<TensorSource, 'tensors'> },
  limits: BufferLimits,
) {
  const { config, capacity, source, quantisation, lora, maxBindingBytes = Number.POSITIVE_INFINITY } = params;
  checkContext(config, capacity);
  const { maxStorageBufferBindingSize, maxBufferSize } = limits;
  const largest = Math.min(maxBindingBytes, maxStorageBufferBindingSize, maxBufferSize);
  const weights = declareWeights(config, source, quantisation, largest);
  return { weights, adapter: lora ? layoutWithBuffers(config, lora) : null, maxBindingBytes: largest };
}

function layoutWithBuffers(config: ModelConfig, lora: LoraSettings) {
  const layout = layoutAdapter(config, lora);
  return { layout, buffers: adapterBuffers(layout) };
}

/** Rows are looked at when they come (checkRows): a micro-batch may hold more tokens than the model reads at once. */
function checkContext(config: ModelConfig, { context }: Capacity): void {
  const longest = longestDocument(config);
  if (context > longest) {
    throw new UserError(`A context of ${context} tokens was asked for; this model reads ${longest}.`, {
      remedy: 'Use a shorter maximum length or fewer new tokens.',
    });
  }
}

/** The same for the same choices, in whatever order they stand. */
const choicesKey = (choices: KernelChoices) =>
  JSON.stringify(Object.entries(choices).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Records what the session is for and lays out the memory; checkpointing `auto` is decided here. */
function recordPrograms(
  record: RecordContext,
  params: Pick<EngineParams, 'capacity' | 'training' | 'checkpointing' | 'memoryBudgetBytes' | 'sampling'>,
  logits: BufferRef | null,
  limits: BufferLimits,
): { plans: [ProgramName, Plan][]; layout: MemoryLayout; checkpointing: boolean } {
  const common: [ProgramName, Plan][] = [['lossBase', recordLoss(record, false)]];
  if (record.adapter) common.push(['loss', recordLoss(record, true)]);
  if (params.capacity.context > 0) {
    common.push(['generateBase', recordGeneration(record, false, 'greedy')]);
    if (record.adapter) common.push(['generate', recordGeneration(record, true, 'greedy')]);
    if (params.sampling) common.push(['sampleBase', recordGeneration(record, false, 'drawn')]);
    if (params.sampling && record.adapter) common.push(['sample', recordGeneration(record, true, 'drawn')]);
  }
  if (logits) {
    common.push(['logitsBase', recordLogits(record, false, logits)]);
    if (record.adapter) common.push(['logits', recordLogits(record, true, logits)]);
  }
  if (params.training && record.adapter) common.push(['update', recordUpdate(record)]);
  const build = (checkpointing: boolean) => {
    const plans = [...common];
    if (params.training && record.adapter) plans.push(['train', recordTraining(record, checkpointing)]);
    return {
      plans,
      layout: layoutMemory(
        plans.map(([, plan]) => plan),
        limits,
      ),
      checkpointing,
    };
  };
  if (params.checkpointing !== 'auto') return build(params.checkpointing === 'on');
  const full = build(false);
  return full.layout.plan.totalBytes <= (params.memoryBudgetBytes ?? DEFAULT_BUDGET_BYTES) ? full : build(true);
}
