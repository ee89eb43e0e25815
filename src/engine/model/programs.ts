import { type BufferRef, persistentBuffer, transientBuffer } from '../gpu/buffers.ts';
import { createPlan, type Plan } from '../gpu/plan.ts';
import { adamW, gradNorm, STATS } from '../ops/adamW.ts';
import { argmax } from '../ops/argmax.ts';
import { sumLoss } from '../ops/crossEntropy.ts';
import { ROWS } from '../ops/domain.ts';
import { embed } from '../ops/embed.ts';
import { DRAW_WORDS, sample } from '../ops/sample.ts';
import type { KernelChoices } from '../types.ts';
import { backwardBlock, forwardBlock } from './block.ts';
import type { BlockActivations, BlockContext } from './blockContext.ts';
import { REDUCTION } from './choiceKeys.ts';
import type { ModelConfig } from './config.ts';
import { fusedLoss, type HeadContext, headInput, logitStride, logitsOf } from './head.ts';
import { declareInputs, type InputBuffers } from './inputs.ts';
import { type AdapterBuffers, type AdapterLayout, loraModule } from './lora.ts';
import type { ModelWeights } from './weights.ts';

/** How much a set of plans is recorded for. */
export interface Capacity {
  /** Most tokens of one micro-batch. */
  readonly tokens: number;
  /** Longest context of generation, prompt and answer together; 0: no generation. */
  readonly context: number;
  /** Most sequences that are decoded together; their caches share memory with training's activations. Default 1. */
  readonly sequences?: number;
}

/** Persistent buffers that are neither weights nor adapter. */
export interface WorkBuffers {
  readonly inputs: InputBuffers;
  readonly ropeTable: BufferRef;
  /** For the layers that do not rotate; null where all do. */
  readonly unrotatedTable: BufferRef | null;
  /** Loss per supervised row. */
  readonly rowLoss: BufferRef;
  /** See STATS. */
  readonly stats: BufferRef;
  /** Ids written by generation, [DECODE_STEPS, sequences]. */
  readonly output: BufferRef;
  /** How each row is drawn, [sequences, DRAW_WORDS]. */
  readonly draws: BufferRef;
  readonly cache: readonly { readonly keys: BufferRef; readonly values: BufferRef }[];
}

export interface RecordContext {
  readonly config: ModelConfig;
  readonly choices: KernelChoices;
  readonly weights: ModelWeights;
  readonly adapter: { readonly layout: AdapterLayout; readonly buffers: AdapterBuffers } | null;
  readonly capacity: Capacity;
  readonly work: WorkBuffers;
  /** Most bytes of one binding. */
  readonly maxBindingBytes: number;
}

/** Tokens of each sequence that are decoded between two looks at the result: a look costs a wait. At most 7 are decoded in vain. */
export const DECODE_STEPS = 8;

/** A pass must have room for a token of each. */
export function sequencesOf({ sequences = 1, tokens }: Capacity): number {
  return Math.max(1, Math.min(sequences, tokens));
}

export function declareWork(config: ModelConfig, capacity: Capacity): WorkBuffers {
  const { tokens, context } = capacity;
  const sequences = sequencesOf(capacity);
  const kv = sequences * context * config.kvHeads * config.headDim * 4;
  const layers = context > 0 ? config.layers : 0;
  const tableBytes = Math.max(tokens, context) * config.headDim * 4;
  return {
    inputs: declareInputs(tokens),
    ropeTable: persistentBuffer('inputs/rope', tableBytes),
    unrotatedTable: config.unrotated.length > 0 ? persistentBuffer('inputs/unrotated', tableBytes) : null,
    rowLoss: persistentBuffer('inputs/rowLoss', Math.ceil(tokens / 64) * 256),
    stats: persistentBuffer('inputs/stats', STATS.count * 4),
    output: persistentBuffer('inputs/output', DECODE_STEPS * sequences * 4),
    draws: persistentBuffer('inputs/draws', sequences * DRAW_WORDS * 4),
    cache: Array.from({ length: layers }, (_, i) => ({
      keys: transientBuffer(`KV cache, keys ${i}`, kv, true),
      values: transientBuffer(`KV cache, values ${i}`, kv, true),
    })),
  };
}

interface Mode {
  /** Dropout on. */
  readonly training: boolean;
  readonly adapter: boolean;
  readonly cached: boolean;
}

/** The rows of a table of rotations that the tokens of a micro-batch need, [T, Dh]: gathered once, before the first layer that asks. */
function createTurns(r: RecordContext, plan: Plan): (table: BufferRef) => BufferRef {
  const gathered = new Map<BufferRef, BufferRef>();
  const { headDim } = r.config;
  return (table) => {
    const known = gathered.get(table);
    if (known) return known;
    const y = plan.transient('turns', r.capacity.tokens * headDim);
    const rows = Math.max(r.capacity.tokens, r.capacity.context);
    const weight = { kind: 'dense', dtype: 'f32', outFeatures: rows, inFeatures: headDim, data: table } as const;
    embed(plan, [{ weight, rowBegin: 0 }], { ids: r.work.inputs.position, y });
    gathered.set(table, y);
    return y;
  };
}

/** The contexts of all layers, from the first one on. */
function blockContexts(r: RecordContext, plan: Plan, mode: Mode): BlockContext[] {
  const turns = createTurns(r, plan);
  return Array.from({ length: r.config.layers }, (_, layer) => blockContext(r, plan, layer, mode, turns));
}

function blockContext(
  r: RecordContext,
  plan: Plan,
  layer: number,
  mode: Mode,
  turns: (table: BufferRef) => BufferRef,
): BlockContext {
  const ropeTable = (r.config.unrotated.includes(layer) ? r.work.unrotatedTable : null) ?? r.work.ropeTable;
  return {
    plan,
    config: r.config,
    choices: r.choices,
    weights: r.weights.layers[layer] as BlockContext['weights'],
    tokens: r.capacity.tokens,
    inputs: r.work.inputs,
    ropeTable,
    turns: () => turns(ropeTable),
    maxBindingBytes: r.maxBindingBytes,
    lora: (name) =>
      mode.adapter && r.adapter ? loraModule(r.adapter.layout, r.adapter.buffers, layer, name, mode.training) : null,
    cache: mode.cached ? (r.work.cache[layer] ?? null) : null,
  };
}

function headContext(r: RecordContext, plan: Plan, rows: number): HeadContext {
  return {
    plan,
    config: r.config,
    choices: r.choices,
    inputs: r.work.inputs,
    finalNorm: r.weights.finalNorm,
    head: r.weights.head,
    rows,
  };
}

function planFor({ choices }: RecordContext, name: string): Plan {
  return createPlan(name, { narrow: choices[REDUCTION] === 'narrow' });
}

function recordEmbedding(r: RecordContext, plan: Plan): BufferRef {
  const x = plan.transient('x', r.capacity.tokens * r.config.width);
  embed(plan, r.weights.embedding, { ids: r.work.inputs.ids, y: x });
  return x;
}

function recordForward(r: RecordContext, plan: Plan, mode: Mode): BufferRef {
  let x = recordEmbedding(r, plan);
  for (const context of blockContexts(r, plan, mode)) x = forwardBlock(context, x, true).out as BufferRef;
  return x;
}

/**
 * One micro-batch of training: forward, loss, backward; gradients and the loss sum are added to what the group has so far.
 * With `checkpointing` only the input of each layer is kept and the layer is run again before its backward pass; the kernels and their
 * order are the same, so the bits are too.
 */
export function recordTraining(r: RecordContext, checkpointing: boolean): Plan {
  const plan = planFor(r, 'train');
  const mode: Mode = { training: true, adapter: true, cached: false };
  const contexts = blockContexts(r, plan, mode);
  const saved: BlockActivations[] = [];
  let x = recordEmbedding(r, plan);
  for (const context of contexts) {
    const activations = forwardBlock(context, x, true);
    saved.push(activations);
    x = activations.out as BufferRef;
  }
  const dx = plan.transient('dx', r.capacity.tokens * r.config.width);
  fusedLoss(headContext(r, plan, r.capacity.tokens), x, r.work.rowLoss, dx);
  sumLoss(plan, r.work);
  for (let layer = contexts.length - 1; layer >= 0; layer--) {
    const context = contexts[layer] as BlockContext;
    let activations = saved[layer] as BlockActivations;
    if (checkpointing) activations = forwardBlock(context, activations.x, false);
    backwardBlock(context, activations, dx, layer === 0);
  }
  return plan;
}

/** Loss of every supervised row of a micro-batch, no gradient. */
export function recordLoss(r: RecordContext, adapter: boolean): Plan {
  const plan = planFor(r, adapter ? 'loss' : 'loss of the base');
  const x = recordForward(r, plan, { training: false, adapter, cached: false });
  fusedLoss(headContext(r, plan, r.capacity.tokens), x, r.work.rowLoss, null);
  return plan;
}

/** Logits [N, stride] of the supervised rows into a buffer of the caller, for traces. */
export function recordLogits(r: RecordContext, adapter: boolean, logits: BufferRef): Plan {
  const plan = planFor(r, adapter ? 'logits' : 'logits of the base');
  const x = recordForward(r, plan, { training: false, adapter, cached: false });
  const head = headContext(r, plan, r.capacity.tokens);
  logitsOf(head, ROWS, headInput(head, x).y, 0, logits);
  return plan;
}

/**
 * New tokens (prompts, or the token chosen last of each sequence) through the KV cache; the next ids, the most likely ones or drawn ones, are put in
 * their place.
 */
export function recordGeneration(r: RecordContext, adapter: boolean, choose: 'greedy' | 'drawn'): Plan {
  const verb = choose === 'greedy' ? 'generate' : 'sample';
  const plan = planFor(r, adapter ? verb : `${verb} with the base`);
  const x = recordForward(r, plan, { training: false, adapter, cached: true });
  const rows = sequencesOf(r.capacity);
  const stride = logitStride(r.config);
  const head = headContext(r, plan, rows);
  const logits = plan.transient('logits', rows * stride);
  logitsOf(head, ROWS, headInput(head, x).y, 0, logits);
  const { inputs, output, draws } = r.work;
  const shape = { vocabulary: r.config.vocabulary, stride, rows };
  if (choose === 'greedy') argmax(plan, shape, { logits, ids: inputs.ids, output });
  else sample(plan, shape, { logits, draws, ids: inputs.ids, output });
  return plan;
}

/** The end of an optimizer step: norm of the accumulated gradients, clipping, AdamW. */
export function recordUpdate(r: RecordContext): Plan {
  const plan = planFor(r, 'update');
  if (!r.adapter) return plan;
  const { layout, buffers } = r.adapter;
  gradNorm(plan, layout.count, { grads: buffers.grads, stats: r.work.stats });
  adamW(plan, layout.count, { stats: r.work.stats, ...buffers });
  return plan;
}
