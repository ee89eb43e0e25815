import { describe, expect, test } from 'vitest';
import { attentionGradients } from './testing/attention.cases.ts';
import { crossEntropyGradients } from './testing/crossEntropy.cases.ts';
import { type GradientCheck, gradientError } from './testing/gradient.ts';
import { loraGradients } from './testing/lora.cases.ts';
import { matmulGradients } from './testing/matmul.cases.ts';
import { rmsNormGradients } from './testing/rmsNorm.cases.ts';
import { ropeGradients } from './testing/rope.cases.ts';
import { rowsGradients } from './testing/rows.cases.ts';
import { swigluGradients } from './testing/swiglu.cases.ts';

const CHECKS: readonly GradientCheck[] = [
  ...attentionGradients(),
  ...crossEntropyGradients(),
  ...loraGradients(),
  ...matmulGradients(),
  ...rmsNormGradients(),
  ...ropeGradients(),
  ...rowsGradients(),
  ...swigluGradients(),
];

describe("a reference's backward pass agrees with finite differences of its forward pass", () => {
  for (const check of CHECKS) {
    test(check.name, () => {
      expect(gradientError(check)).toBeLessThan(1e-7);
    });
  }
});

describe('the gradient check', () => {
  for (const check of CHECKS) {
    for (const name of Object.keys(check.at)) {
      test(`sees one element of d${name} of ${check.name} off by a thousandth of the largest`, () => {
        const wrong: GradientCheck = {
          ...check,
          backward(at, dy) {
            const gradient = check.backward(at, dy);
            const values = gradient[name].slice();
            values[1] += 1e-3 * values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
            return { ...gradient, [name]: values };
          },
        };
        expect(gradientError(wrong)).toBeGreaterThan(1e-4);
      });
    }
  }
});
