import { afterAll, describe, expect, it } from 'vitest';
import { defaultConfig } from '../run/config.ts';
import { parseArguments } from './args.ts';
import { finetuneCommand } from './commands/finetune.ts';
import { planFinetune } from './finetunePlan.ts';
import { fakeIo } from './testing/fakeIo.ts';

const io = fakeIo();
afterAll(() => io.remove());
const plan = (...argv: string[]) =>
  planFinetune(parseArguments(['--csv', 't.csv', '--out', 'out', ...argv], finetuneCommand.options), io);

describe('lists of values', () => {
  it('make a grid, with the first pair as the config, and what was not listed from there', () => {
    const { trials, config, given } = plan('--lr', '1e-4,1e-3', '--stop-losers');
    expect(trials).toEqual({
      grid: { learningRates: [1e-4, 1e-3], batchSizes: [2] },
      stopLosers: { marginNats: 0.1 },
    });
    expect(config).toEqual(defaultConfig());
    expect(given).toEqual({ learningRate: 1e-4 });
  });

  it('of one value each are one run', () => {
    expect(plan('--lr', '1e-3', '--batch-size', '4').trials).toBeNull();
  });
});

describe('--preset', () => {
  it('without one the settings are those of the recipe, and so they are with the recipe named', () => {
    expect(plan().config).toEqual(defaultConfig());
    expect(plan('--preset', 'recipe').config).toEqual(defaultConfig());
  });

  it('sample sets what it departs in, and the model that it is meant for', () => {
    expect(plan('--preset', 'sample').config).toMatchObject({ learningRate: 2e-3, epochs: 3, model: 'small' });
    expect(plan('--preset', 'sample', '--device', 'software').config).toMatchObject({ model: 'mini', predictions: 4 });
  });

  it('gives way to every other flag, and only what was typed counts as given', () => {
    const { config, given } = plan('--preset', 'sample', '--epochs', '5', '--model', 'mini');
    expect(config).toMatchObject({ learningRate: 2e-3, epochs: 5, model: 'mini' });
    expect(given).toEqual({ epochs: 5, model: 'mini' });
  });

  it('refuses other names, and a run that goes on with its own settings', () => {
    expect(() => plan('--preset', 'fast')).toThrow('--preset: "fast" is not allowed. Give sample or recipe.');
    expect(() => plan('--preset', 'sample', '--resume', 'out')).toThrow(
      '--preset: cannot be given together with --resume',
    );
  });
});
