import { alignBytes, type BufferRef, type BufferSlice, slice } from '../gpu/buffers.ts';
import { type LoraModule, loraBackward, loraOutput } from '../ops/lora.ts';
import { takesAdapter } from '../ops/matmul.ts';
import {
  type Blocks,
  blockCount,
  blocksIn,
  type StackOutput,
  type StackShape,
  stackedBackward,
  stackedForward,
  takesStack,
} from '../ops/matmulStacked.ts';
import type { LinearName } from '../types.ts';
import type { BlockContext } from './block.ts';
import { stacksOf } from './chooseKernels.ts';
import { STACKS, type StackName } from './linears.ts';

/** Linears of a block that one product computes. */
export interface Stack extends StackShape {
  readonly names: readonly LinearName[];
}

/**
 * The stack of that name, where the plan is for one product; null: its linears are computed one by one. That is so while decoding, with biases that lie apart, and where all
 * outputs together exceed a binding.
 */
export function stackOf(c: BlockContext, name: StackName): Stack | null {
  const weight = c.weights.stacks[name];
  const names: readonly LinearName[] = STACKS[name];
  if (!weight || c.cache || !stacksOf(c.choices, name)) return null;
  if (names.some((linear) => c.weights.biases[linear]) && !c.weights.stackedBias) return null;
  const widths = names.map((linear) => c.weights.linears[linear].outFeatures);
  const stack = { names, weight, widths, reach: name === 'qkv' ? c.config.headDim / 2 : c.config.mlpWidth };
  const fits = blockCount(widths, c.tokens) * 4 <= c.maxBindingBytes;
  return fits && takesStack(stack, c.choices) ? stack : null;
}

/** Room for the outputs of a stack, or for their gradients. */
export function stackBlocks(c: BlockContext, name: string, { widths }: Stack): Blocks {
  return blocksIn(c.plan.transient(name, blockCount(widths, c.tokens)), widths, c.tokens);
}

/** Whether the product takes all adapters of the stack along, so that what it stores is final. */
export function addsAdapters(c: BlockContext, { names, widths }: Stack): boolean {
  return names.every((name, i) => {
    const module = c.lora(name);
    return !module || takesAdapter(module.rank, widths[i] as number, { output: { mode: 'write' } });
  });
}

/** y = x W^T + scaling u B^T of all linears of a stack. `output` other than plain only where it `addsAdapters`. u stands already. */
export function forwardStack(
  c: BlockContext,
  stack: Stack,
  b: {
    readonly x: BufferRef;
    readonly y: Blocks;
    readonly u: ReadonlyMap<LinearName, BufferSlice>;
    readonly output: StackOutput;
  },
): void {
  const along = addsAdapters(c, stack);
  const adapters = stack.names.map((name) => {
    const module = c.lora(name);
    const projected = b.u.get(name);
    return module && projected && along ? { ...module, projected, matrix: module.b } : null;
  });
  stackedForward(c.plan, { ...stack, choices: c.choices, adapters, x: b.x, y: b.y, output: b.output });
  if (along) return;
  stack.names.forEach((name, i) => {
    const module = c.lora(name);
    const u = b.u.get(name);
    if (module && u) loraOutput(c.plan, module, { u, y: b.y.parts[i] as BufferSlice });
  });
}

/** dx = sum of dy W + the adapters' shares over the linears of a stack, and the adapters' own gradients. */
export function backwardStack(
  c: BlockContext,
  stack: Stack,
  b: {
    readonly x: BufferRef;
    readonly dy: Blocks;
    readonly dx: BufferRef;
    readonly u: ReadonlyMap<LinearName, BufferSlice>;
  },
): void {
  const modules = stack.names.map((name) => (b.u.has(name) ? c.lora(name) : null));
  const adapted = modules.flatMap((module, section) => (module ? [{ module, section }] : []));
  const along = adapted.every(({ module }) =>
    takesAdapter(module.rank, module.inFeatures, { output: { mode: 'write' } }),
  );
  const planes = projections(
    c,
    adapted.map(({ module }) => module),
  );
  const product = () =>
    stackedBackward(c.plan, {
      ...{ ...stack, choices: c.choices, dy: b.dy, dx: b.dx },
      adapters: modules.map((module, section) => {
        const projected = planes[adapted.findIndex((one) => one.section === section)];
        return module && projected && along ? { ...module, projected, matrix: module.a } : null;
      }),
    });
  if (!along) product();
  adapted.forEach(({ module, section }, i) => {
    const [dy, u, v] = [b.dy.parts[section], b.u.get(stack.names[section] as LinearName), planes[i]];
    if (!dy || !u || !v) return;
    loraBackward(c.plan, module, { dy, x: b.x, u, v, dx: along ? null : b.dx, tokens: c.tokens });
  });
  if (along) product();
}

/** Room for v = dy B of each module, [T, rank], in one transient. */
function projections(c: BlockContext, modules: readonly LoraModule[]): BufferSlice[] {
  const [first] = modules;
  if (!first) return [];
  const plane = alignBytes(c.tokens * first.rank * 4) / 4;
  const v = c.plan.transient('lora.v', plane * modules.length);
  return modules.map((module, i) => slice(v, i * plane, c.tokens * module.rank));
}
