import { expect, test } from 'vitest';
import type { JudgedClass } from '../../run/events.ts';
import type { JudgedRow } from './judgedRows.ts';
import { lengthFigures } from './lengthFigures.ts';

const row = (tokens: number, final: JudgedClass) =>
  ({ prediction: { tuned: { tokens } }, final: { tuned: final } }) as unknown as JudgedRow;

test('answers are counted by length and class, on one axis for all classes', () => {
  const figures = lengthFigures([row(1, 'wrong'), row(2, 'matches'), row(7, 'vague'), row(21, 'matches')]);
  expect(figures.map(({ low, high }) => [low, high])).toEqual([
    [0, 5],
    [5, 10],
    [10, 15],
    [15, 20],
    [20, 25],
  ]);
  expect(figures.map(({ all }) => all)).toEqual([2, 1, 0, 0, 1]);
  expect(figures[0]?.counts).toEqual({ matches: 1, vague: 0, wrong: 1 });
  expect(lengthFigures([])).toHaveLength(1);
});
