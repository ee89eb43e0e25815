import { expect, test } from 'vitest';
import { drawnLoss, type LossData, type LossOptions } from './drawnLoss.ts';
import { lossTable } from './lossTable.ts';

const LOGGED = 40;
const steps = Array.from({ length: LOGGED }, (_, i) => i + 1);
const data: LossData = {
  columns: {
    steps,
    losses: steps.map((step) => (step === 7 ? Number.NaN : 4 - step / 20)),
    epochs: steps.map((step) => step / 10),
    tokens: steps.map(() => 300),
    elapsedMs: steps.map((step) => 50 * step),
  },
  totalSteps: 80,
  validations: [
    { step: 10, loss: 3.2 },
    { step: 30, loss: 9 },
  ],
  baseLoss: 4.5,
  checkpoints: [20],
  broken: [7],
  bestStep: 10,
};
const drawn = (options: Partial<LossOptions> = {}) =>
  drawnLoss(data, { kind: 'step', lines: 'both', log: false, ...options });

test.each([
  ['step', 80, 10, 20],
  ['epoch', 8, 1, 2],
  ['tokens', 24_000, 3000, 6000],
  ['time', 4000, 500, 1000],
] as const)(
  'over %s every point, validation and mark has its place, and the axis ends where the run will',
  (kind, end, tenth, twentieth) => {
    const { points, validations, best, checkpoints, end: right } = drawn({ kind });
    expect(right).toBe(end);
    expect(points.find(({ step }) => step === 10)?.x).toBe(tenth);
    expect(validations[0]).toEqual({ step: 10, loss: 3.2, x: tenth });
    expect(best).toEqual({ x: tenth, loss: 3.2 });
    expect(checkpoints).toEqual([{ step: 20, x: twentieth }]);
  },
);

test('room is made for what is drawn, and for no loss that is none', () => {
  expect(drawn().losses).toEqual([2, 9]);
  const smoothed = drawn({ lines: 'smoothed' }).losses;
  expect(smoothed?.[0]).toBeGreaterThan(2);
  expect(drawn().broken).toEqual([{ step: 7, x: 7 }]);
});

test('before the first step there is nothing', () => {
  const none = { steps: [], losses: [], epochs: [], tokens: [], elapsedMs: [] };
  const empty = drawnLoss(
    { ...data, columns: none, validations: [], baseLoss: null, checkpoints: [], broken: [] },
    { kind: 'time', lines: 'both', log: true },
  );
  expect(empty).toMatchObject({ points: [], losses: null, end: 1 });
});

test('the table has every step, tokens added up, and each validation beside its step', () => {
  const names = { step: 's', epoch: 'e', tokens: 'n', time: 't', loss: 'l', validation: 'v' };
  const { header, rows } = lossTable(data, names);
  expect(header).toEqual(['s', 'e', 'n', 't', 'l', 'v']);
  expect(rows).toHaveLength(LOGGED);
  expect(rows[9]).toEqual([10, 1, 3000, 500, 3.5, 3.2]);
  expect(rows[10]?.[5]).toBe(null);
});
