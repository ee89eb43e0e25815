import { swigluBackwardRef, swigluForwardRef } from '../swiglu.ref.ts';
import { swigluBackward, swigluForward } from '../swiglu.ts';
import { type GradientCheck, gradientCheck } from './gradient.ts';
import { expectWithin, f64, inPlace, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';

interface Size {
  readonly tokens: number;
  readonly width: number;
}

export const SWIGLU_SIZES = {
  tiny: { tokens: 1, width: 4 },
  odd: { tokens: 65, width: 44 },
  real: { tokens: 130, width: 1536 },
} satisfies Record<string, Size>;

/** Normal numbers, and gates at which exp overflows or vanishes. */
function gates(count: number): Float32Array<ArrayBuffer> {
  const e = normals(count, 1, 2);
  e.set([-100, 100, 0, -17].slice(0, count));
  return e;
}

export function swigluForwardCase({ tokens, width }: Size): OpCase {
  const count = tokens * width;
  const capacity = count + 2 * width;
  const e = gates(count);
  const g = normals(count, 2);
  return opCase({
    name: `swigluForward ${tokens}x${width}`,
    frame: { tokens, rows: 0 },
    data: { e: within(e, capacity), g: within(g, capacity), h: poison(capacity) },
    record: (plan, b) => swigluForward(plan, width, b),
    expected: () => ({ h: expectWithin(swigluForwardRef(f64(e), f64(g)), capacity) }),
  });
}

export function swigluBackwardCase({ tokens, width }: Size): OpCase {
  const count = tokens * width;
  const capacity = count + 2 * width;
  const e = gates(count);
  const g = normals(count, 2);
  const dh = normals(count, 3);
  return opCase({
    name: `swigluBackward ${tokens}x${width}`,
    frame: { tokens, rows: 0 },
    data: { dh: within(dh, capacity), e: inPlace(e, capacity), g: inPlace(g, capacity) },
    record: (plan, b) => swigluBackward(plan, width, b),
    expected: () => {
      const { de, dg } = swigluBackwardRef(f64(e), f64(g), f64(dh));
      return { e: expectWithin(de, capacity), g: expectWithin(dg, capacity) };
    },
  });
}

export function swigluCases(): OpCase[] {
  return Object.values(SWIGLU_SIZES).flatMap((size) => [swigluForwardCase(size), swigluBackwardCase(size)]);
}

export function swigluGradients(): GradientCheck[] {
  return [
    gradientCheck({
      name: 'swiglu',
      at: { e: f64(normals(12, 1, 2)), g: f64(normals(12, 2)) },
      forward: ({ e, g }) => swigluForwardRef(e, g),
      backward: ({ e, g }, dh) => {
        const { de, dg } = swigluBackwardRef(e, g, dh);
        return { e: de, g: dg };
      },
    }),
  ];
}
