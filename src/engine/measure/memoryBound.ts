import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import type { Plan } from '../gpu/plan.ts';
import { adamW } from '../ops/adamW.ts';
import { TOKENS } from '../ops/domain.ts';
import { rmsNormBackward, rmsNormForward } from '../ops/rmsNorm.ts';
import { rope } from '../ops/rope.ts';
import { swigluBackward, swigluForward } from '../ops/swiglu.ts';
import { timePlan } from './timePlan.ts';

/** Widths of a block: D, F, and heads of 64. */
export interface BlockWidths {
  readonly width: number;
  readonly mlpWidth: number;
  readonly heads: number;
}

export interface OpTime {
  readonly op: (typeof MEMORY_OPS)[number];
  readonly ms: number;
  /** Bytes that the op must move: each input read once, each output written once. */
  readonly bytes: number;
}

export const MEMORY_OPS = [
  'rmsNormForward',
  'rmsNormBackward',
  'swigluForward',
  'swigluBackward',
  'rope',
  'adamW',
] as const;

const HEAD = 64;
const UPDATE = { lr: 1e-4, weightDecay: 0, beta1: 0.9, beta2: 0.999, eps: 1e-8, maxGradNorm: 1, update: 10 };

/** Times the ops of a block that are bound by memory, on `tokens` rows; AdamW on as many parameters as a row matrix [T, D] has. */
export async function measureMemoryOps(gpu: GpuContext, widths: BlockWidths, tokens: number): Promise<OpTime[]> {
  const times: OpTime[] = [];
  for (const op of MEMORY_OPS) {
    const { record, elements, fill } = OPS[op](widths, tokens);
    const { ms } = await timePlan(gpu, { name: op, frame: { tokens, rows: 0, update: UPDATE }, record, fill });
    times.push({ op, ms, bytes: elements * 4 });
  }
  return times;
}

interface OpSetup {
  record(plan: Plan): void;
  /** f32 that are read or written. */
  readonly elements: number;
  readonly fill?: ReadonlyMap<BufferRef, Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>;
}

const floats = (name: string, count: number) => persistentBuffer(`op/${name}`, count * 4);

const OPS: Readonly<Record<OpTime['op'], (w: BlockWidths, tokens: number) => OpSetup>> = {
  rmsNormForward({ width: D }, T) {
    const b = { x: floats('x', T * D), w: floats('w', D), y: floats('y', T * D), rstd: floats('rstd', T) };
    return {
      record: (plan) => rmsNormForward(plan, { domain: TOKENS, width: D, eps: 1e-5 }, b),
      elements: 2 * T * D + D + T,
    };
  },
  rmsNormBackward({ width: D }, T) {
    const b = {
      ...{ x: floats('x', T * D), w: floats('w', D), rstd: floats('rstd', T) },
      ...{ dy: floats('dy', T * D), dx: floats('dx', T * D) },
    };
    return {
      record: (plan) => rmsNormBackward(plan, { domain: TOKENS, width: D, accumulate: true }, b),
      elements: 4 * T * D + D + T,
    };
  },
  swigluForward({ mlpWidth: F }, T) {
    const b = { e: floats('e', T * F), g: floats('g', T * F), h: floats('h', T * F) };
    return { record: (plan) => swigluForward(plan, F, b), elements: 3 * T * F };
  },
  swigluBackward({ mlpWidth: F }, T) {
    const b = { dh: floats('dh', T * F), e: floats('e', T * F), g: floats('g', T * F) };
    return { record: (plan) => swigluBackward(plan, F, b), elements: 5 * T * F };
  },
  rope({ heads }, T) {
    const position = floats('position', T);
    const b = { position, table: floats('table', T * HEAD), x: floats('x', T * heads * HEAD) };
    return {
      record: (plan) => rope(plan, { heads, headDim: HEAD, backward: false }, b),
      elements: 2 * T * heads * HEAD + T * HEAD + T,
      fill: new Map([[position, Uint32Array.from({ length: T }, (_, i) => i)]]),
    };
  },
  adamW({ width: D }, T) {
    const count = T * D;
    const stats = floats('stats', 4);
    const b = {
      ...{ stats, grads: floats('grads', count), parameters: floats('parameters', count) },
      ...{ m: floats('m', count), v: floats('v', count) },
    };
    return {
      record: (plan) => adamW(plan, count, b),
      elements: 7 * count,
      fill: new Map([
        [stats, Float32Array.of(0, 1, 1, 0)],
        [b.v, new Float32Array(count).fill(1e-4)],
      ]),
    };
  },
};
