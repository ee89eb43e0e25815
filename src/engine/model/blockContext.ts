import type { Bindable, BufferRef, BufferSlice } from '../gpu/buffers.ts';
import type { Plan } from '../gpu/plan.ts';
import type { LoraModule } from '../ops/loraModule.ts';
import type { Blocks } from '../ops/matmulStacked.ts';
import type { KernelChoices, LinearName } from '../types.ts';
import type { ModelConfig } from './config.ts';
import type { InputBuffers } from './inputs.ts';
import type { LayerWeights } from './weights.ts';

/** What the block of one layer is recorded with. */
export interface BlockContext {
  readonly plan: Plan;
  readonly config: ModelConfig;
  readonly choices: KernelChoices;
  readonly weights: LayerWeights;
  /** T at capacity. */
  readonly tokens: number;
  readonly inputs: InputBuffers;
  readonly ropeTable: BufferRef;
  /** The row of that table for each token, [T, Dh]. */
  readonly turns: () => BufferRef;
  /** Most bytes of one binding. */
  readonly maxBindingBytes: number;
  readonly lora: (name: LinearName) => LoraModule | null;
  /** Keys and values of earlier tokens; null: attention within the micro-batch's documents. */
  readonly cache: { readonly keys: BufferRef; readonly values: BufferRef } | null;
}

/** Everything the backward pass may read, [T, …] f32. Buffers that it does not read die early: the arena reuses their bytes. */
export interface BlockActivations {
  readonly x: BufferRef; // [T, D] layer input
  readonly n1: BufferRef; // [T, D] after the first norm
  readonly rstd1: BufferRef; // [T]
  readonly qRaw: Bindable; // [T, H Dh] before the per-head norm (= q without one)
  readonly kRaw: Bindable; // [T, G Dh]
  readonly rstdQ: BufferRef | null; // [T, H]
  readonly rstdK: BufferRef | null; // [T, G]
  readonly q: Bindable; // [T, H Dh] rotated
  readonly k: Bindable; // [T, G Dh] rotated
  readonly v: Bindable; // [T, G Dh]
  readonly o: BufferRef; // [T, H Dh] attention output
  readonly lse: BufferRef; // [T, H]
  readonly h: BufferRef; // [T, D] after attention
  readonly n2: BufferRef; // [T, D] after the second norm
  readonly rstd2: BufferRef; // [T]
  readonly e: Bindable; // [T, F] gate; the backward pass overwrites it with de
  readonly g: Bindable; // [T, F] up; overwritten with dg
  readonly gateUp: Blocks | null; // e and g, where they lie together
  readonly act: BufferRef; // [T, F] silu(e) * g
  readonly out: BufferRef | null; // [T, D] layer output; null where it was not asked for
  /** drop(x) A^T of each adapted linear, [T, rank]. */
  readonly u: ReadonlyMap<LinearName, BufferSlice>;
}
