import type { BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { loraInputGradient, loraOutput } from '../ops/lora.ts';
import { takesAdapter } from '../ops/matmul.ts';
import {
  type Blocks,
  blockCount,
  blocksIn,
  losesAsStack,
  type StackOutput,
  type StackShape,
  stackedBackward,
  stackedForward,
  takesStack,
} from '../ops/matmulStacked.ts';
import type { LinearName } from '../types.ts';
import type { BlockContext } from './blockContext.ts';
import { STACK, stacksOf } from './chooseStacks.ts';
import { STACKS, type StackName } from './linears.ts';

/** Linears of a block that one product computes. */
export interface Stack extends StackShape {
  readonly names: readonly LinearName[];
}

/**
 * The stack of that name, where the plan is for one product; null: its linears are computed one by one. That is so while decoding, with biases that lie apart, where it would lose, and where all
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
  // Asked for by its name, a stack is taken in any case.
  const gains = c.choices[STACK] === name || !losesAsStack(stack, c.choices, c.tokens);
  return fits && gains && takesStack(stack, c.choices) ? stack : null;
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

/** dx = sum of dy W + the adapters' shares over the linears of a stack; their v = dy B stand already. */
export function backwardStack(
  c: BlockContext,
  stack: Stack,
  b: { readonly dy: Blocks; readonly v: ReadonlyMap<LinearName, BufferSlice>; readonly dx: BufferRef },
): void {
  const adapted = stack.names.map((name) => {
    const module = c.lora(name);
    const projected = b.v.get(name);
    return module && projected ? { module, projected } : null;
  });
  const along = adapted.every(
    (one) => !one || takesAdapter(one.module.rank, one.module.inFeatures, { output: { mode: 'write' } }),
  );
  const adapters = adapted.map((one) =>
    one && along ? { ...one.module, projected: one.projected, matrix: one.module.a } : null,
  );
  stackedBackward(c.plan, { ...stack, choices: c.choices, adapters, dy: b.dy, dx: b.dx });
  if (along) return;
  for (const one of adapted) if (one) loraInputGradient(c.plan, one.module, { v: one.projected, dx: b.dx });
}
