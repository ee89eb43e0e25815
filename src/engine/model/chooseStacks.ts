import type { KernelChoices } from '../types.ts';
import { goneKernel } from './goneKernel.ts';
import { STACKS, type StackName } from './linears.ts';

/** Key of the choice whether linears that read the same input are computed by one product. */
export const STACK = 'stack';

/** All stacks, none, or one of them alone. */
export const STACK_VARIANTS = ['stacked', 'single', ...(Object.keys(STACKS) as StackName[])] as const;
type StackVariant = (typeof STACK_VARIANTS)[number];

/**
 * Stacked on GPUs. Of a step of 2 x 512 tokens on an H100, Llama-3.2-1B's q, k, v took 6.4 ms in place of 7.1 in f16 (13.5 in place of 18.1 in f32) and its gate
 * and up 23.7 in place of 25.1 (68.6 in place of 66.8); a step of one row of SmolLM2-135M, bound by the host, 24.0 in place of 26.1.
 * `begun`: a checkpoint goes on that may not name it, since every linear was a product of its own. @throws UserError for a name that is gone.
 */
export function chooseStacks(software: boolean, known: KernelChoices, begun: boolean): StackVariant {
  const named = known[STACK];
  const found = STACK_VARIANTS.find((variant) => variant === named);
  if (named !== undefined && found === undefined) throw goneKernel(STACK, named);
  return found ?? (software || begun ? 'single' : 'stacked');
}

/** Whether the linears of that stack are to be computed by one product. */
export function stacksOf(choices: KernelChoices, name: StackName): boolean {
  return choices[STACK] === 'stacked' || choices[STACK] === name;
}
