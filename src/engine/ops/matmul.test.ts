import { expect, test } from 'vitest';
import { persistentBuffer } from '../gpu/buffers.ts';
import { createPlan } from '../gpu/plan.ts';
import { TOKENS } from './domain.ts';
import { matmulBackward } from './matmul.ts';

test('matmulBackward refuses rows and columns of dy that are no multiples of 4, which its kernels would misread', () => {
  const [data, dy, dx] = ['data', 'dy', 'dx'].map((name) => persistentBuffer(name, 1024));
  const weight = { kind: 'dense', dtype: 'f32', outFeatures: 5, inFeatures: 8, data } as const;
  const record = (stride?: number, column?: number) => {
    const request = { domain: TOKENS, weight, output: { mode: 'write' }, choices: {}, dy, dx } as const;
    matmulBackward(createPlan('test'), { ...request, stride, column });
  };
  expect(() => record()).toThrow('dy has rows of 5 and is read from column 0');
  expect(() => record(16, 6)).toThrow('dy has rows of 16 and is read from column 6');
  expect(() => record(16, 8)).not.toThrow();
});
