import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import {
  attentionBackwardCase,
  attentionCases,
  attentionForwardCase,
  LONG_ATTENTION,
  WIDE_ATTENTION,
} from './testing/attention.cases.ts';
import { attentionInputs, ATTENTION_SIZES as SIZES } from './testing/attentionInputs.ts';
import { narrow, type OpCase } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { bindCase, checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('attention agrees with the f64 reference', () => {
  for (const c of attentionCases()) test(c.name, () => checkCase(gpu, c));
  for (const c of attentionCases().map(narrow)) test(c.name, () => checkCase(gpu, c));
});

describe('attention in tiles agrees with the f64 reference', () => {
  for (const c of [
    attentionForwardCase(LONG_ATTENTION, 'block64'),
    attentionBackwardCase(LONG_ATTENTION, 'block64'),
    attentionForwardCase(LONG_ATTENTION, 'block32'),
    attentionBackwardCase(LONG_ATTENTION, 'block32'),
    attentionForwardCase(WIDE_ATTENTION, 'block'),
    attentionBackwardCase(WIDE_ATTENTION, 'block'),
  ])
    test(c.name, () => checkCase(gpu, c));
});

describe('documents of one micro-batch do not see each other', () => {
  const { tokens } = attentionInputs(SIZES.real);
  const first = SIZES.real.documents[0];

  /** Bits of the outputs that belong to tokens [begin, tokens), with the inputs of the first document as they are or changed. */
  const rest = async (c: OpCase, outputs: readonly string[], changed: boolean) => {
    const bound = await bindCase(gpu, c);
    if (changed) {
      for (const [name, values] of Object.entries(c.data)) {
        if (!['q', 'k', 'v', 'o', 'dO', 'lse', 'delta'].includes(name) || outputs.includes(name)) continue;
        const perToken = values.length / (tokens + 2);
        bound.write(
          name,
          Float32Array.from(values, (x, i) => (i < first * perToken ? 1.5 * x + 0.1 : x)),
        );
      }
    }
    await bound.run(c.frame);
    const bits: Record<string, { own: Uint32Array; others: Uint32Array }> = {};
    for (const name of outputs) {
      const all = new Uint32Array((await bound.read(name)).buffer);
      const boundary = (all.length / (tokens + 2)) * first;
      bits[name] = { own: all.slice(0, boundary), others: all.slice(boundary) };
    }
    await bound.close();
    return bits;
  };

  for (const [name, c, outputs] of [
    ['forward', attentionForwardCase(SIZES.real), ['o', 'lse']],
    ['backward', attentionBackwardCase(SIZES.real), ['newDelta', 'dq', 'dk', 'dv']],
  ] as const) {
    test(`${name}: another first document leaves the bits of the others as they are`, async () => {
      const before = await rest(c, outputs, false);
      const after = await rest(c, outputs, true);
      for (const output of outputs) {
        expect(after[output].own, output).not.toEqual(before[output].own);
        expect(after[output].others, output).toEqual(before[output].others);
      }
    });
  }
});

describe('a wrong attention is caught', () => {
  const floor = 'head / (HEADS / KV_HEADS)';

  test('kv head by modulo, forward and in dQ', async () => {
    const mutation = { text: [floor, 'head % KV_HEADS'] } as const;
    expect(await differenceOf(gpu, attentionForwardCase(SIZES.odd), mutation)).toContain('o differs');
    expect(await differenceOf(gpu, attentionBackwardCase(SIZES.odd), mutation)).toContain('dq differs');
  });

  test('query heads by modulo in dK and dV', async () => {
    const mutation = { text: ['kvHead * GROUP + g', 'g * KV_HEADS + kvHead'] } as const;
    const found = await differenceOf(gpu, attentionBackwardCase(SIZES.odd), mutation);
    expect(found).toContain('dk differs');
    expect(found).toContain('dv differs');
  });

  test('the future seen', async () => {
    const mutation = { text: ['j <= last', 'j <= last + 1u'] } as const;
    expect(await differenceOf(gpu, attentionForwardCase(SIZES.tiny), mutation)).toContain('differs');
  });

  test('D forgotten, or added', async () => {
    const rows = narrow(attentionBackwardCase(SIZES.groups));
    for (const [c, text] of [
      [rows, ['(dp - delta[row])', 'dp']],
      [attentionBackwardCase(SIZES.real), [' - mean', ' + mean']],
    ] as const) {
      const found = await differenceOf(gpu, c, { text });
      expect(found).toContain('dk differs');
      expect(found).not.toContain('dv differs');
    }
  });

  test('tiles: a key of another document, and one of the future', async () => {
    const earlier = ['columns >= vec4<u32>(ends.x)', 'columns == columns'] as const;
    const later = ['columns <= vec4<u32>(ends.y)', 'columns == columns'] as const;
    for (const text of [earlier, later])
      expect(await differenceOf(gpu, attentionForwardCase(SIZES.real), { text })).toContain('o differs');
    const found = await differenceOf(gpu, attentionBackwardCase(SIZES.real), { text: later });
    for (const name of ['dq', 'dk']) expect(found).toContain(`${name} differs`);
  });

  test('tiles: earlier keys not faded when a larger score comes, what the second group of invocations found taken off', async () => {
    for (const text of [
      ['exp2(top.upper - upper)', 'vec4<f32>(1.0)'],
      ['return mine + mat4x4', 'return mine - mat4x4'],
    ] as const)
      expect(await differenceOf(gpu, attentionForwardCase(LONG_ATTENTION, 'block32'), { text })).toContain('o differs');
  });

  test('tiles: the second half of wide heads not read', async () => {
    const mutation = { text: ['half * SPAN4', '0u * half'] } as const;
    const found = await differenceOf(gpu, attentionBackwardCase(WIDE_ATTENTION, 'block'), mutation);
    for (const name of ['dq', 'dk', 'dv']) expect(found).toContain(`${name} differs`);
  });

  test('tiles: a query head forgotten in the sum', async () => {
    const mutation = { text: ['g < GROUP', 'g + 1u < GROUP'] } as const;
    expect(await differenceOf(gpu, attentionBackwardCase(SIZES.real), mutation)).toContain('dv differs');
  });

  test('scores without their maximum taken off', async () => {
    const mutation = { text: ['max(top, score)', '0.0'] } as const;
    expect(await differenceOf(gpu, attentionForwardCase({ ...SIZES.odd, scale: 60 }), mutation)).toContain('differs');
  });
});
