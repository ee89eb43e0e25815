/**
 * What the engine needs from the house and what it says back. Types only: data, hub, evaluate, run, workers and store may
 * import this file, and nothing else of the engine.
 */
import type { Nf4Options, Nf4Tensor } from '../formats/nf4.ts';
import type { SafetensorsDtype } from '../formats/safetensors.ts';

/** One tensor of a checkpoint as it is stored, row-major, little-endian. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
}

/** A checkpoint that is read one tensor at a time; names are those of Hugging Face (`model.layers.0.self_attn.q_proj.weight`). */
export interface TensorSource {
  readonly tensors: readonly TensorInfo[];
  /**
   * The raw bytes of a whole tensor; their buffer is the caller's. They may come in `into`, a buffer that the caller is done with. Rejects with a
   * UserError when the name is unknown or the bytes cannot be read.
   */
  read(name: string, signal?: AbortSignal, into?: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>>;
  /** Bytes [begin, end) of a tensor, as by `read`; left out where only whole tensors can be had. */
  readPart?(
    name: string,
    begin: number,
    end: number,
    signal?: AbortSignal,
    into?: ArrayBuffer,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * A matrix of the blocks in NF4: stored so already (then `options` are not looked at), or quantised by many threads. Left out: the engine
   * quantises what `read` gives.
   */
  readNf4?(name: string, options: Nf4Options, signal?: AbortSignal): Promise<Nf4Tensor>;
  /** Frees memory that is kept for further reads; reading may go on later. */
  release?(): void;
}

/**
 * One tokenised example. `supervised[i] = 1` makes token i a target: it is predicted from tokens 0..i-1.
 * `supervised[0]` has no effect (nothing predicts the first token), as after the label shift of transformers.
 */
export interface TokenRow {
  readonly ids: Uint32Array;
  readonly supervised: Uint8Array;
}

/** The seven linears of a Llama-family block that LoRA can adapt, in the order of the forward pass. */
export type LinearName = 'q_proj' | 'k_proj' | 'v_proj' | 'o_proj' | 'gate_proj' | 'up_proj' | 'down_proj';

export interface LoraSettings {
  readonly rank: number;
  readonly alpha: number;
  /** Probability of dropping an element of the adapter input, 0 <= p < 1. */
  readonly dropout: number;
  readonly targets: readonly LinearName[];
  /** Scaling alpha / sqrt(rank) in place of alpha / rank. */
  readonly rslora: boolean;
}

/** A named f32 tensor; in adapters `name` is PEFT's key (`base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight`). */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** What stands in GPU memory, in bytes, by purpose; `items` are listed before anything is allocated. */
export interface MemoryPlan {
  readonly totalBytes: number;
  readonly items: readonly { readonly name: string; readonly sizeBytes: number }[];
}

/** What a session would need, known without reading a weight, compiling a program or allocating a byte. */
export interface SessionPlan {
  readonly memory: MemoryPlan;
  readonly checkpointing: boolean;
  readonly parameters: number;
  readonly trainableParameters: number;
}

/** The adapter as WebGPU describes it. `software` is true for SwiftShader, lavapipe and other CPU implementations. */
export interface GpuDescription {
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly software: boolean;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

/** Kernel variants picked by autotune; they decide the order of sums, so a resumed run must use the same ones. */
export type KernelChoices = Readonly<Record<string, string>>;

/** Where timed kernel choices are kept from one session to the next: small texts by name. */
export interface TuneStore {
  /** null: there is none. A rejection counts as none. */
  read(name: string): Promise<string | null>;
  /** May reject: the choices are then timed again next time. */
  write(name: string, text: string): Promise<void>;
}

export interface LoadProgress {
  readonly phase: 'weights' | 'kernels' | 'autotune';
  readonly done: number;
  readonly total: number;
}

/** Loss over the supervised tokens of one row: `lossSum` in nats, so perplexity = exp(sum lossSum / sum tokens). */
export interface RowLoss {
  readonly lossSum: number;
  readonly tokens: number;
}

/** Operands of the matrix products: f32, or rounded to f16. Sums and everything else are f32. */
export type Precision = 'f32' | 'f16';

/**
 * What the frozen matrices are multiplied with. `half` and `matrix` round the operands to f16 and sum in f32: `half` on every adapter with half
 * precision, `matrix` on subgroup matrices.
 */
export type Tier = 'f32' | 'half' | 'matrix';

/**
 * Why a tier was taken. `asked`: by the setting; `resumed`: it is the checkpoint's. Where the setting leaves it open: `matrices`: the adapter has subgroup
 * matrices; `faster`, `notFaster`: f16 was timed against f32; `wrong`: f16 failed the self-check; `noHalf`: there is no f16; `software`: a
 * software adapter gains nothing by it.
 */
export type TierReason = 'asked' | 'resumed' | 'matrices' | 'faster' | 'notFaster' | 'wrong' | 'noHalf' | 'software';

export interface TierChoice {
  readonly name: Tier;
  readonly reason: TierReason;
}

export interface EngineInfo {
  readonly tier: TierChoice;
  readonly precision: Precision;
  readonly gpu: GpuDescription;
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly memory: MemoryPlan;
  readonly kernels: KernelChoices;
  readonly checkpointing: boolean;
  readonly loadMs: number;
  /** Of which the kernels were timed and checked. */
  readonly tuneMs: number;
}

/** Figures of one optimizer step. `loss` = sum of token losses / supervised tokens of the whole accumulation group. */
export interface StepScalars {
  readonly loss: number;
  readonly lossSum: number;
  readonly supervisedTokens: number;
  readonly tokens: number;
  /** L2 norm over all adapter gradients before clipping. */
  readonly gradNorm: number;
}

export type ScheduleName = 'linear' | 'cosine' | 'constant';

export interface TrainSettings {
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly gradientAccumulation: number;
  readonly warmupSteps: number;
  readonly schedule: ScheduleName;
  readonly weightDecay: number;
  /** 0 turns clipping off. */
  readonly maxGradNorm: number;
  readonly loggingSteps: number;
  readonly saveSteps: number;
  /** Validation every so many optimizer steps; null: at the end of each epoch. */
  readonly evalSteps: number | null;
  /** Stop after so many optimizer steps; the schedule is laid over this number, as in transformers. null: all epochs. */
  readonly maxSteps: number | null;
  /** Training ends after so many validations in a row without a new best; null: never before the last step. */
  readonly patience: number | null;
  readonly seed: number;
}

/** One optimizer step as it is kept in run.json and drawn in the loss chart. `step` counts from 1. */
export interface StepRecord {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly lr: number;
  readonly gradNorm: number;
  readonly tokens: number;
  readonly supervisedTokens: number;
  readonly elapsedMs: number;
  readonly tokensPerSec: number;
  /** Half precision: a gradient exceeded its range, so the weights stayed as they were; gradNorm is 0. */
  readonly skipped?: boolean;
}

export interface ValidationRecord {
  readonly step: number;
  readonly loss: number;
  readonly perplexity: number;
  readonly tokens: number;
  readonly rows: number;
  readonly best: boolean;
  /** The base model on the same rows; measured once, with the first validation of a run. */
  readonly base?: { readonly loss: number; readonly perplexity: number };
}

export type TrainEvent =
  | ({ readonly event: 'step' } & StepRecord)
  | ({ readonly event: 'validation' } & ValidationRecord)
  | { readonly event: 'checkpoint'; readonly step: number }
  /** The GPU idles after `step` until `resumed`. */
  | { readonly event: 'paused'; readonly step: number }
  | { readonly event: 'resumed'; readonly step: number };

/** Everything that decides the rest of a run: written at a save step, read back to go on with the same bits. */
export interface TrainCheckpoint {
  readonly state: {
    readonly formatVersion: 1;
    /** Optimizer steps done, and of them those that changed the weights (bias correction of Adam). */
    readonly step: number;
    readonly appliedUpdates: number;
    /** Half precision: the loss scale, good steps since it last changed, and steps that were left out. */
    readonly lossScale?: { readonly scale: number; readonly goodSteps: number; readonly skippedSteps: number };
    readonly settings: TrainSettings;
    readonly lora: LoraSettings;
    /** Hash of the token rows, so that a checkpoint is not resumed on other data. */
    readonly dataFingerprint: string;
    readonly kernels: KernelChoices;
    readonly checkpointing: boolean;
    readonly elapsedMs: number;
    readonly steps: readonly StepRecord[];
    readonly validations: readonly ValidationRecord[];
    readonly bestStep: number | null;
  };
  readonly adapter: readonly NamedTensor[];
  readonly adamM: readonly NamedTensor[];
  readonly adamV: readonly NamedTensor[];
  /** The adapter of `bestStep`; null before the first validation. */
  readonly bestAdapter: readonly NamedTensor[] | null;
}

export interface TrainResult {
  readonly status: 'finished' | 'stopped';
  readonly steps: readonly StepRecord[];
  readonly validations: readonly ValidationRecord[];
  /** Mean training loss of the last ten optimizer steps (design: "final training loss"). */
  readonly finalTrainingLoss: number;
  readonly bestStep: number | null;
  readonly adapterStep: number;
  /** Finished before the last step, since validation found no new best for `patience` times. */
  readonly endedEarly: boolean;
  /** The adapter of the best validation, or of the last step when nothing was validated. It is loaded in the engine on return. */
  readonly adapter: readonly NamedTensor[];
  /** The adapter after the last step, where an earlier one is kept; null: they are the same. */
  readonly lastAdapter: readonly NamedTensor[] | null;
  readonly elapsedMs: number;
}

/** How tokens are drawn. The same seed gives the same answer to the same prompt, whatever else is answered beside it. */
export interface Sampling {
  /** Above 0; 1 is the model's own probabilities, less is more cautious. 0: the likeliest token, always. */
  readonly temperature: number;
  /** Share of the probability that the drawn tokens must make up together, the likeliest first; above 0, 1 for all. */
  readonly topP: number;
  readonly seed: number;
}

export interface GenerateRequest {
  readonly prompt: Uint32Array;
  readonly maxNewTokens: number;
  readonly stopIds: readonly number[];
  /** false: answer with the base model, adapter off. */
  readonly adapter: boolean;
  /** Left out: the likeliest tokens. Needs `sampling` in the engine's params. */
  readonly sampling?: Sampling;
  readonly onToken?: (id: number) => void;
  readonly signal?: AbortSignal;
}

/** Several prompts that are answered together; the answers are those that each would get alone. */
export interface BatchRequest {
  readonly prompts: readonly { readonly ids: Uint32Array; readonly maxNewTokens: number }[];
  readonly stopIds: readonly number[];
  readonly adapter: boolean;
  /** As for one prompt; prompt i draws from stream i of the seed. */
  readonly sampling?: Sampling;
  /** Called as answers end, in any order. */
  readonly onAnswer?: (index: number, result: GenerateResult) => void;
  readonly signal?: AbortSignal;
}

export interface GenerateResult {
  /** New token ids without the stop token. */
  readonly ids: readonly number[];
  readonly stop: 'stop' | 'length' | 'context';
}
