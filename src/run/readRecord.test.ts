import { describe, expect, test } from 'vitest';
import { readRunRecord } from './readRecord.ts';
import { exampleRun } from './testing/exampleRun.ts';

const written = (change: (run: Record<string, unknown>) => unknown = (run) => run) =>
  JSON.stringify(change(JSON.parse(JSON.stringify(exampleRun()))));

describe('run.json', () => {
  test('comes back as it was written', () => {
    expect(readRunRecord(written(), 'run.json')).toEqual(JSON.parse(written()));
  });

  test('of an older version takes the recipe’s value for a setting that it does not know', () => {
    const older = written((run) => ({ ...run, config: { model: 'mini', epochs: 3 } }));
    expect(readRunRecord(older, 'run.json').config).toMatchObject({ model: 'mini', epochs: 3, rank: 8 });
  });

  test('has losses that were no numbers as NaN again', () => {
    const broken = written((run) => {
      const { training } = exampleRun();
      const step = { step: 1, totalSteps: 1, epoch: 1, loss: Number.NaN, lr: 1, gradNorm: 1, tokens: 1, elapsedMs: 1 };
      return { ...run, training: { ...training, steps: [step] } };
    });
    expect(readRunRecord(broken, 'run.json').training.steps[0]?.loss).toBeNaN();
  });

  test.each([
    ['{', /^run.json: is no JSON/],
    ['[]', /the file is missing or not as expected/],
    [written((run) => ({ ...run, formatVersion: 2 })), /"formatVersion"/],
    [written((run) => ({ ...run, evaluation: undefined })), /"evaluation"/],
    [written((run) => ({ ...run, config: { epochs: 0 } })), /--epochs/],
    [written((run) => ({ ...run, predictions: [{ index: 0 }] })), /"predictions\.0\./],
  ])('that is none is refused by name', (text, message) => {
    expect(() => readRunRecord(text, 'run.json')).toThrow(message);
  });
});
