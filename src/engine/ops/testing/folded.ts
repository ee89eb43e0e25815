import type { OpCase } from './opCase.ts';

/**
 * The same case with its one-dimensional grids folded after 7 workgroups in place of 65,535 (plan.ts `fold`): reaches the code for
 * large problems with a small one. Only for ops whose every grid is one-dimensional.
 */
export function folded(test: OpCase): OpCase {
  return {
    ...test,
    name: `${test.name}, folded`,
    record(plan, buffers) {
      test.record(plan, buffers);
      plan.dispatches.forEach((dispatch, i) => {
        const grid: typeof dispatch.grid = (sizes) => {
          const [x, y, z] = dispatch.grid(sizes);
          if (y > 1 || z > 1) throw new Error(`${dispatch.kernel.key} has a grid of more than one dimension`);
          return x <= 7 ? [x, y, z] : [7, Math.ceil(x / 7), 1];
        };
        plan.dispatches[i] = { ...dispatch, grid };
      });
    },
  };
}
