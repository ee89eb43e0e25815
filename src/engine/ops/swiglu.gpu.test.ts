import { beforeAll, describe, expect, test } from 'vitest';
import { folded } from './testing/folded.ts';
import { checkCase, differenceOf, type OpBench, openOpBench } from './testing/opBench.ts';
import { SWIGLU_SIZES as SIZES, swigluBackwardCase, swigluCases, swigluForwardCase } from './testing/swiglu.cases.ts';

let bench: OpBench;
beforeAll(async () => {
  bench = await openOpBench();
});

describe('swiglu agrees with the f64 reference', () => {
  for (const c of swigluCases()) test(c.name, () => checkCase(bench, c));
  test('workgroups folded into two dispatch dimensions', async () => {
    await checkCase(bench, folded(swigluForwardCase(SIZES.real)));
    await checkCase(bench, folded(swigluBackwardCase(SIZES.real)));
  });
});

describe('a wrong swiglu is caught', () => {
  test('gelu-like gate', async () => {
    const found = await differenceOf(bench, swigluForwardCase(SIZES.odd), {
      text: ['exp(-e[i])', 'exp(-1.702 * e[i])'],
    });
    expect(found).toContain('differs');
  });

  test('derivative of the sigmoid forgotten', async () => {
    const found = await differenceOf(bench, swigluBackwardCase(SIZES.odd), { text: [' * (1.0 + ev * (1.0 - s))', ''] });
    expect(found).toContain('differs');
  });

  test('tokens beyond the last one', async () => {
    const found = await differenceOf(bench, swigluForwardCase(SIZES.tiny), {
      text: ['frame.tokens *', '(frame.tokens + 1u) *'],
    });
    expect(found).toContain('differs');
  });
});
