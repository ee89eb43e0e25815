import { beforeAll, describe, expect, test } from 'vitest';
import { folded } from './testing/folded.ts';
import { loraBackwardCase, loraCases, loraForwardCase } from './testing/lora.cases.ts';
import { LORA_SIZES as SIZES } from './testing/loraInputs.ts';
import { checkCase, differenceOf, type OpBench, openOpBench } from './testing/opBench.ts';

let bench: OpBench;
beforeAll(async () => {
  bench = await openOpBench();
});

describe('lora agrees with the f64 reference', () => {
  for (const c of loraCases()) test(c.name, () => checkCase(bench, c));
  test('tokens folded into two dispatch dimensions', () =>
    checkCase(bench, folded(loraForwardCase(SIZES.realDropped))));
});

describe('a wrong lora is caught', () => {
  test('forward without dropout on the input', async () => {
    const found = await differenceOf(bench, loraForwardCase(SIZES.realDropped), { constants: { DROPOUT: false } });
    expect(found).toContain('u differs');
  });

  test('forward without scaling', async () => {
    const found = await differenceOf(bench, loraForwardCase(SIZES.odd), { constants: { SCALING: { f32: 1 } } });
    expect(found).toContain('y differs');
  });

  test('dA of the input without its mask', async () => {
    const mutation = { text: ['value *= dropoutScale(key, t * WIDTH + column)', 'value *= 1.0'] } as const;
    expect(await differenceOf(bench, loraBackwardCase(SIZES.oddDropped, false), mutation)).toContain('grads differs');
  });

  test('dx without the mask', async () => {
    const mutation = { text: ['sum *= dropoutScale(dropoutKey(), i)', 'sum *= 1.0'] } as const;
    expect(await differenceOf(bench, loraBackwardCase(SIZES.oddDropped, true), mutation)).toContain('dx differs');
  });

  test('gradients of this micro-batch alone', async () => {
    const mutation = { text: ['+= SCALING * total', '= SCALING * total'] } as const;
    expect(await differenceOf(bench, loraBackwardCase(SIZES.odd, true), mutation)).toContain('grads differs');
  });

  test('ranks beyond the first eight forgotten', async () => {
    const mutation = { text: ['workgroup.y * 8u', '0u'] } as const;
    expect(await differenceOf(bench, loraBackwardCase(SIZES.rank16, true), mutation)).toContain('grads differs');
  });
});
