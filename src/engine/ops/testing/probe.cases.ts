import { multiplyAddRef } from '../probe.ref.ts';
import { copyProbe, multiplyAdd } from '../probe.ts';
import { expectWithin, f64, type OpCase, opCase, poison } from './opCase.ts';
import { normals } from './randomData.ts';

export function multiplyAddCase(count: number): OpCase {
  const x = Float32Array.from([0.5, -0.25, 0.75, 0.9, 0.1, 0.2, -0.3, 0.4]);
  return opCase({
    name: `multiplyAdd, ${count} invocations`,
    frame: { tokens: 0, rows: 0 },
    data: { x, y: poison((count + 3) * 4) },
    record: (plan, b) => multiplyAdd(plan, { count, steps: 5 }, b),
    expected: () => ({ y: expectWithin(multiplyAddRef(f64(x), count, 5), (count + 3) * 4) }),
  });
}

export function copyCase(count: number, per: number): OpCase {
  const x = normals(count, 1);
  return opCase({
    name: `copy of ${count}, ${per} at a time`,
    frame: { tokens: 0, rows: 0 },
    data: { x, y: poison(count + 12) },
    record: (plan, b) => copyProbe(plan, { count, per }, b),
    expected: () => ({ y: expectWithin(f64(x), count + 12) }),
  });
}

export function probeCases(): OpCase[] {
  return [multiplyAddCase(1), multiplyAddCase(300), copyCase(4, 1), copyCase(5000, 1), copyCase(5000, 4)];
}
