import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { folded } from './testing/folded.ts';
import {
  loraBackwardCase,
  loraCases,
  loraForwardCase,
  loraGradientsCase,
  loraInputsCase,
} from './testing/lora.cases.ts';
import { LORA_SIZES as SIZES } from './testing/loraInputs.ts';
import { narrow } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('lora agrees with the f64 reference', () => {
  for (const c of loraCases()) test(c.name, () => checkCase(gpu, c));
  for (const c of loraCases().map(narrow)) test(c.name, () => checkCase(gpu, c));
  test('tokens folded into two dispatch dimensions', () => checkCase(gpu, folded(loraForwardCase(SIZES.realDropped))));
});

describe('a wrong lora is caught', () => {
  test('forward without dropout on the input', async () => {
    const found = await differenceOf(gpu, loraForwardCase(SIZES.realDropped), { constants: { DROPOUT: false } });
    expect(found).toContain('u differs');
  });

  test('forward without scaling', async () => {
    const found = await differenceOf(gpu, loraForwardCase(SIZES.odd), { constants: { SCALING: { f32: 1 } } });
    expect(found).toContain('y differs');
  });

  test('dA of the input without its mask', async () => {
    const mutation = { text: ['value *= dropoutScale(key, t * IN + column)', 'value *= 1.0'] } as const;
    expect(await differenceOf(gpu, loraBackwardCase(SIZES.oddDropped, false), mutation)).toContain('grads differs');
  });

  test('dx without the mask', async () => {
    const mutation = { text: ['sum *= dropoutScale(dropoutKey(), i)', 'sum *= 1.0'] } as const;
    expect(await differenceOf(gpu, loraBackwardCase(SIZES.oddDropped, true), mutation)).toContain('dx differs');
  });

  test('gradients of this micro-batch alone', async () => {
    const mutation = { text: ['+= SCALING * total', '= SCALING * total'] } as const;
    expect(await differenceOf(gpu, loraBackwardCase(SIZES.odd, true), mutation)).toContain('grads differs');
  });

  test('one mask for all adapters of an input, and the first A for all', async () => {
    const c = loraInputsCase(SIZES.realDropped, [24, 25, 26]);
    expect(await differenceOf(gpu, c, { text: ['args[which]', 'args.x'] })).toContain('u1 differs');
    expect(await differenceOf(gpu, c, { constants: { AT_2: 0 } })).toContain('u2 differs');
  });

  test('dA and dB exchanged', async () => {
    const mutation = { text: ['at < RANK * out', 'at >= RANK * out'] } as const;
    expect(await differenceOf(gpu, loraBackwardCase(SIZES.rank16, true), mutation)).toContain('grads differs');
  });

  test('gradients of one adapter from what belongs to another', async () => {
    const c = loraGradientsCase(SIZES.oddDropped, [37, 20]);
    expect(await differenceOf(gpu, c, { text: ['return dy1[at]', 'return dy[at]'] })).toContain('grads differs');
    expect(await differenceOf(gpu, c, { text: ['dropoutKeyOf(args[which])', 'dropoutKeyOf(args.x)'] })).toContain(
      'grads differs',
    );
    expect(await differenceOf(gpu, c, { text: ['gradient(which, at.w)', 'gradient(0u, at.w)'] })).toContain(
      'v1 differs',
    );
    expect(await differenceOf(gpu, c, { constants: { B_1: 0 } })).toContain('grads differs');
  });

  test('ranks beyond the first eight forgotten', async () => {
    const mutation = { text: ['workgroup.y * 8u', '0u'] } as const;
    expect(await differenceOf(gpu, loraBackwardCase(SIZES.rank16, true), mutation)).toContain('grads differs');
  });
});
