import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGgufHeader } from './gguf.ts';
import { type GgufField, ggufBytes, layoutGguf } from './ggufWrite.ts';

describe('layoutGguf', () => {
  it('is read back by our reader: every kind of field, shapes, types and places', () => {
    const fields: GgufField[] = [
      { key: 'a.text', kind: 'text', value: 'Zä\u{1f600}' },
      { key: 'a.count', kind: 'u32', value: 4294967295 },
      { key: 'a.number', kind: 'f32', value: 0.1 },
      { key: 'a.flag', kind: 'flag', value: true },
      { key: 'a.texts', kind: 'texts', value: ['', 'x'.repeat(70000)] },
      { key: 'a.ids', kind: 'i32s', value: [-1, 3] },
      { key: 'a.scores', kind: 'f32s', value: [-0.5] },
    ];
    const tensors = [
      { name: 'one', type: 'F32', shape: [3] },
      { name: 'two', type: 'Q8_0', shape: [2, 64] },
      { name: 'three', type: 'F16', shape: [5, 7] },
    ] as const;
    const { header, order, sizeBytes } = layoutGguf(fields, tensors);
    const parsed = parseGgufHeader(header, sizeBytes);
    expect(parsed?.metadata.text('a.text')).toBe('Zä\u{1f600}');
    expect(parsed?.metadata.number('a.count')).toBe(4294967295);
    expect(parsed?.metadata.number('a.number')).toBe(Math.fround(0.1));
    expect(parsed?.metadata.flag('a.flag')).toBe(true);
    expect(parsed?.metadata.texts('a.texts').map(({ length }) => length)).toEqual([0, 70000]);
    expect(Array.from(parsed?.metadata.numbers('a.ids') ?? [])).toEqual([-1, 3]);
    expect(Array.from(parsed?.metadata.numbers('a.scores') ?? [])).toEqual([-0.5]);
    expect(parsed?.entries.map(({ name, type, shape }) => ({ name, type, shape }))).toEqual(tensors);
    expect(order.map(({ bytes, padding }) => [bytes, padding])).toEqual([
      [12, 20],
      [136, 24],
      [70, 26],
    ]);
    expect(parsed?.entries[0]?.begin).toBe(header.length);
    expect(header.length % 32).toBe(0);
    expect(sizeBytes).toBe(header.length + 32 + 160 + 96);
  });

  it('places any tensors without overlap', () => {
    const shape = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 12 }), (shapes) => {
        const tensors = shapes.map((size, i) => ({ name: `t${i}`, type: 'F32' as const, shape: size }));
        const { header, sizeBytes } = layoutGguf([], tensors);
        expect(parseGgufHeader(header, sizeBytes)?.entries.map((entry) => entry.shape)).toEqual(shapes);
      }),
    );
  });

  it('refuses rows that are not whole blocks and names that ggml cuts off', () => {
    expect(() => ggufBytes('Q8_0', [4, 33])).toThrow('rows of 33 weights are not whole Q8_0 blocks');
    expect(() => layoutGguf([], [{ name: 'n'.repeat(64), type: 'F32', shape: [1] }])).toThrow('too long');
  });
});
