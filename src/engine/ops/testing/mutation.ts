import type { Kernel, KernelConstant } from '../../gpu/kernel.ts';
import { specialise } from '../../gpu/kernel.ts';
import type { Plan } from '../../gpu/plan.ts';

/** A wrong kernel that its test must catch: WGSL text replaced (everywhere), or constants. */
export interface Mutation {
  readonly text?: readonly [from: string, to: string];
  readonly constants?: Readonly<Record<string, KernelConstant>>;
}

/** Puts the mutant in place of every kernel of the plan that it applies to. @throws when there is none. */
export function mutate(plan: Plan, mutation: Mutation): void {
  let changed = 0;
  plan.dispatches.forEach((dispatch, i) => {
    const kernel = mutant(dispatch.kernel, mutation);
    if (kernel.key === dispatch.kernel.key) return;
    plan.dispatches[i] = { ...dispatch, kernel };
    changed++;
  });
  if (changed === 0)
    throw new Error(`No kernel of ${plan.name} has what the mutation ${JSON.stringify(mutation)} replaces`);
}

function mutant(kernel: Kernel, { text, constants = {} }: Mutation): Kernel {
  const { definition } = kernel;
  const swap = (source: string) => (text ? source.replaceAll(text[0], text[1]) : source);
  const source = swap(definition.source);
  const libs = definition.libs.map(swap);
  const altered = source !== definition.source || libs.some((lib, i) => lib !== definition.libs[i]);
  const name = altered ? `${definition.name} ${JSON.stringify(text)}` : definition.name;
  const known = Object.entries(constants).filter(([key]) => key in kernel.constants);
  return specialise({ ...definition, name, source, libs }, { ...kernel.constants, ...Object.fromEntries(known) });
}
