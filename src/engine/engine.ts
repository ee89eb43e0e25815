import { generateBatch, generateOne } from './generate/generate.ts';
import { profileDecoding, timeDecoding } from './generate/timeDecoding.ts';
import type { GpuContext } from './gpu/device.ts';
import type { DispatchTime } from './gpu/timing.ts';
import { type LossesOptions, rowLosses } from './model/losses.ts';
import { profileStep, type RunTime, timeStep } from './model/profile.ts';
import { type EngineParams, openSession } from './model/session.ts';
import { type Trace, type TraceTraining, traceGradients, traceRows, traceSteps } from './trace.ts';
import { readAdapter, writeAdapter } from './train/adapterState.ts';
import { type TrainRequest, train } from './train/trainer.ts';
import type {
  BatchRequest,
  EngineInfo,
  GenerateRequest,
  GenerateResult,
  NamedTensor,
  RowLoss,
  StepScalars,
  TokenRow,
  TrainResult,
} from './types.ts';

/** A model on the GPU. Calls must not overlap: await one before the next. */
export interface Engine {
  readonly info: EngineInfo;
  /** Loss of each row; `adapter: false` measures the base. */
  losses(rows: readonly TokenRow[], options: LossesOptions): Promise<RowLoss[]>;
  generate(request: GenerateRequest): Promise<GenerateResult>;
  /** Answers to many prompts, as many at a time as the capacity's `sequences`. */
  generateBatch(request: BatchRequest): Promise<GenerateResult[]>;
  train(request: TrainRequest): Promise<TrainResult>;
  readAdapter(): Promise<NamedTensor[]>;
  /** @throws UserError naming a tensor that does not fit. */
  writeAdapter(tensors: readonly NamedTensor[]): void;
  /** For golden cases: needs `trace` in the params. */
  trace(rows: readonly TokenRow[], adapter: boolean): Promise<Trace>;
  gradients(rows: readonly TokenRow[]): Promise<NamedTensor[]>;
  trainGroups(request: TraceTraining): Promise<(StepScalars & { readonly lr: number })[]>;
  /** Time of every kernel of one training micro-batch, measured one dispatch at a time. @throws RunError where the adapter has no timestamps. */
  profile(rows: readonly TokenRow[]): Promise<DispatchTime[]>;
  /** What one training micro-batch costs the calling thread and the GPU. */
  timeStep(rows: readonly TokenRow[]): Promise<RunTime>;
  /** The same of one token of each of the capacity's sequences. */
  timeDecoding(): Promise<RunTime>;
  profileDecoding(): Promise<DispatchTime[]>;
  destroy(): void;
}

/** Opens a model on a GPU; see EngineParams for what can be asked and openSession for what can go wrong. */
export async function createEngine(gpu: GpuContext, params: EngineParams): Promise<Engine> {
  const session = await openSession(gpu, params);
  return {
    info: session.info,
    losses: (rows, options) => rowLosses(session, rows, options),
    generate: (request) => generateOne(session, request),
    generateBatch: (request) => generateBatch(session, request),
    train: (request) => train(session, request),
    readAdapter: () => readAdapter(session),
    writeAdapter: (tensors) => writeAdapter(session, tensors),
    trace: (rows, adapter) => traceRows(session, rows, adapter),
    gradients: (rows) => traceGradients(session, rows),
    trainGroups: (request) => traceSteps(session, request),
    profile: (rows) => profileStep(session, rows),
    timeStep: (rows) => timeStep(session, rows),
    timeDecoding: () => timeDecoding(session),
    profileDecoding: () => profileDecoding(session),
    destroy: session.destroy,
  };
}
