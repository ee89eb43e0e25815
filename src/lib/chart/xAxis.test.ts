import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatXTick, X_KINDS, xTicks } from './xAxis.ts';

const labels = (kind: (typeof X_KINDS)[number], end: number, most: number) =>
  xTicks(kind, end, most).map((tick) => formatXTick(kind, tick));

test('each axis has its own round ticks, with the unit that they need', () => {
  expect(labels('step', 96, 5)).toEqual(['0', '20', '40', '60', '80']);
  expect(labels('epoch', 3, 6)).toEqual(['0', '0.5', '1', '1.5', '2', '2.5', '3']);
  expect(labels('tokens', 480_000, 5)).toEqual(['0', '100K', '200K', '300K', '400K']);
  expect(labels('time', 110_000, 5)).toEqual(['0', '30 s', '1 min', '1.5 min']);
  expect(labels('time', 400, 5)).toEqual(['0', '100 ms', '200 ms', '300 ms', '400 ms']);
  expect(labels('time', 9 * 3_600_000, 5)).toEqual(['0', '2 h', '4 h', '6 h', '8 h']);
});

test('any length has 0 and at most as many ticks as there is room for beside it, ascending and within it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...X_KINDS),
      fc.double({ min: 1, max: 1e10, noNaN: true }),
      fc.integer({ min: 2, max: 12 }),
      (kind, end, most) => {
        const ticks = xTicks(kind, end, most);
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        expect(ticks.at(-1)).toBeLessThanOrEqual(end * (1 + 1e-6));
        expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
      },
    ),
  );
});
