import { expect, test } from 'vitest';
import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import { createPlan } from '../gpu/plan.ts';
import { TOKENS } from './domain.ts';
import { matmulBackward, matmulForward } from './matmul.ts';

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

test('a large matrix is decoded beforehand only where there may be rows enough for it to pay', () => {
  const kernelsFor = (tokens: number) => {
    const [codes, absmax, levels, x, y] = [2048 * 2048, 262_144, 64, tokens * 8192, tokens * 8192].map((bytes, i) =>
      persistentBuffer(`${i}`, bytes),
    ) as BufferRef[];
    const weight = { kind: 'nf4', outFeatures: 2048, inFeatures: 2048, codes, absmax, levels } as const;
    const plan = createPlan('test');
    const choices = { 'matmulForward.nf4': 'blockScratch' };
    matmulForward(plan, { domain: TOKENS, weight, output: { mode: 'write' }, choices, x, y });
    return plan.dispatches.map(({ kernel }) => kernel.definition.name);
  };
  expect(kernelsFor(512)).toContain('dequantise');
  expect(kernelsFor(511)).not.toContain('dequantise');
  expect(kernelsFor(511)).toContain('matmulForward.block.nf4');
});
