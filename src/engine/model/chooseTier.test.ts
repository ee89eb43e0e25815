import { describe, expect, test } from 'vitest';
import type { GpuDescription, KernelChoices } from '../types.ts';
import { isWorthHalf, likelyTier, planTier, tierOf } from './chooseTier.ts';

const adapter = (has: { halves?: boolean; matrices?: boolean; software?: boolean }) => ({
  halves: has.halves ?? false,
  matrices: has.matrices ?? false,
  description: { name: 'A GPU', software: has.software ?? false } as GpuDescription,
});
const PLAIN = adapter({});
const HALF = adapter({ halves: true });
const MATRIX = adapter({ halves: true, matrices: true });
const SOFTWARE = adapter({ halves: true, software: true });

describe('auto', () => {
  test.each([
    ['no half precision', PLAIN, ['f32'], false, 'noHalf', 'f32'],
    ['half precision', HALF, ['f16', 'f32'], true, 'faster', null],
    ['subgroup matrices', MATRIX, ['f16', 'f32'], false, 'matrices', 'matrix'],
    ['software', SOFTWARE, ['f32'], false, 'software', 'f32'],
  ] as const)('on an adapter with %s', (_, gpu, precisions, timed, reason, likely) => {
    expect(planTier(gpu, 'auto', {})).toEqual({ precisions, timed, reason });
    expect(likelyTier(gpu, 'auto', {})).toBe(likely);
  });
});

describe('what was asked for', () => {
  test('is taken where it is there', () => {
    const asked = { timed: false, reason: 'asked' };
    expect(planTier(MATRIX, 'f32', {})).toEqual({ ...asked, precisions: ['f32'] });
    expect(planTier(HALF, 'f16', {})).toEqual({ ...asked, precisions: ['f16'] });
    expect(likelyTier(HALF, 'f16', {})).toBe('half');
    expect(planTier(SOFTWARE, 'f16', {}).precisions).toEqual(['f16']);
  });

  test('is refused where it is not', () => {
    expect(() => planTier(PLAIN, 'f16', {})).toThrow('A GPU does not offer half precision');
  });
});

test.each([
  ['f16', { precision: 'f16', reduction: 'wide' }],
  ['f32', { reduction: 'wide' }],
] as const)('a checkpoint that was computed in %s goes on so, whatever is asked', (precision, known: KernelChoices) => {
  for (const asked of ['auto', 'f32', 'f16'] as const)
    expect(planTier(MATRIX, asked, known)).toEqual({
      ...{ precisions: [precision], timed: false, reason: 'resumed' },
    });
});

test('f16 must win by a clear margin', () => {
  expect(isWorthHalf(1.13, 1)).toBe(true);
  expect(isWorthHalf(1.03, 1)).toBe(false);
});

test('the tier is told by its kernels', () => {
  expect(tierOf({ 'matmulForward.nf4': 'block' })).toBe('f32');
  expect(
    tierOf({ precision: 'f16', attention: 'matrix', 'matmulForward.nf4': 'half', 'matmulBackward.nf4': 'half64' }),
  ).toBe('half');
  expect(tierOf({ precision: 'f16', 'matmulForward.nf4': 'half', 'matmulBackward.nf4': 'matrix' })).toBe('matrix');
});
