import { dequantise } from '../dequantise.ts';
import { expectWithin, type OpCase, opCase, poison } from './opCase.ts';
import { testWeight } from './testWeight.ts';

export const DEQUANTISE_SIZES = { tiny: [4, 16], odd: [37, 72], real: [300, 576] } as const;

export function dequantiseCase([outFeatures, inFeatures]: readonly [number, number]): OpCase {
  const { data, values, of } = testWeight('nf4', outFeatures, inFeatures, 1);
  const capacity = outFeatures * inFeatures + 8;
  return opCase<string>({
    name: `dequantise ${outFeatures}x${inFeatures}`,
    frame: { tokens: 1, rows: 0 },
    data: { ...data, y: poison(capacity) },
    record: (plan, b) => {
      const weight = of(b);
      if (weight.kind === 'nf4') dequantise(plan, weight, b['y']);
    },
    expected: () => ({ y: expectWithin(values, capacity) }),
    // One product in f32, as on the CPU: the same bits.
    tolerance: { nmse: 0, max: 0 },
  });
}

export function dequantiseCases(): OpCase[] {
  return Object.values(DEQUANTISE_SIZES).map(dequantiseCase);
}
