import type { Sizes } from './frame.ts';
import type { Kernel } from './kernel.ts';
import type { Plan } from './plan.ts';

/** Grids change where a count of 32 or 64 rows or tokens is full. */
const STEP = 64;
const SMALL: readonly number[] = [1, 8, 32, 33];

/** Sizes that stand for all up to `tokens`. */
function sizesUpTo(tokens: number): readonly Sizes[] {
  const counts = [...SMALL, ...Array.from({ length: Math.floor(tokens / STEP) }, (_, i) => (i + 1) * STEP), tokens];
  const within = [...new Set(counts.filter((count) => count <= tokens))];
  return within.flatMap((count) => [
    { tokens: count, rows: count },
    { tokens: count, rows: 1 },
    { tokens, rows: count },
  ]);
}

/**
 * The kernels that some submit of up to `tokens` tokens runs. A product has one for every size of tile, and a session of a small model never runs a fifth of
 * them: 18 of 84 for SmolLM2-135M at 2 x 512 tokens. One that is missed is compiled when it is first run (program.ts).
 */
export function kernelsWithin(plans: readonly Plan[], tokens: number): readonly Kernel[] {
  const sizes = sizesUpTo(tokens);
  const found = new Map<string, Kernel>();
  for (const { kernel, grid } of plans.flatMap(({ dispatches }) => dispatches))
    if (!found.has(kernel.key) && sizes.some((size) => !grid(size).includes(0))) found.set(kernel.key, kernel);
  return [...found.values()];
}
