import { describe, expect, test } from 'vitest';
import { specialise, wgslOf } from './kernel.ts';

const DEFINITION = { name: 'k', source: '// source', libs: ['// first', '// second'], access: ['read'] as const };

describe('a kernel', () => {
  test('declares its constants as WGSL literals of their type', () => {
    const lines = wgslOf(
      specialise(DEFINITION, {
        WIDTH: 576,
        DROP_BELOW: 4294967295,
        TRANSPOSED: true,
        HAS_BIAS: false,
        EPS: { f32: 1e-5 },
        SCALING: { f32: 2 },
        SIGN: { f32: -1 },
        TINY: { f32: 1e-30 },
      }),
    ).split('\n');
    expect(lines.slice(0, 8)).toEqual([
      'const WIDTH = 576u;',
      'const DROP_BELOW = 4294967295u;',
      'const TRANSPOSED = true;',
      'const HAS_BIAS = false;',
      // f32(1e-5), in the digits of the double that it is.
      'const EPS = 0.000009999999747378752f;',
      'const SCALING = 2f;',
      'const SIGN = -1f;',
      'const TINY = 1.0000000031710769e-30f;',
    ]);
  });

  test('is its constants, the frame, the libraries and its own file, in this order', () => {
    const text = wgslOf(specialise(DEFINITION, { A: 1 }));
    const order = ['const A', 'struct Frame', '// first', '// second', '// source'].map((part) => text.indexOf(part));
    expect(order.every((at) => at >= 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('has one key per name and set of constants, whatever their order', () => {
    const key = specialise(DEFINITION, { A: 1, B: { f32: 0.1 } }).key;
    expect(specialise(DEFINITION, { B: { f32: 0.1 }, A: 1 }).key).toBe(key);
    const others = [
      specialise(DEFINITION, { A: 2, B: { f32: 0.1 } }),
      specialise(DEFINITION, { A: { f32: 1 }, B: { f32: 0.1 } }),
      specialise(DEFINITION, { A: 1 }),
      specialise({ ...DEFINITION, name: 'l' }, { A: 1, B: { f32: 0.1 } }),
    ].map((kernel) => kernel.key);
    expect(new Set([key, ...others]).size).toBe(5);
  });
});
