import { expect, test } from 'vitest';
import { defaultConfig, parseConfig, SETTING_KEYS, SETTINGS } from './config.ts';
import { PRESET_KEYS, PRESET_NAMES, presetOf, presetSettings, sampleModel } from './presets.ts';

const CLI = { software: false, studio: false };
const SOFTWARE = { software: true, studio: false };

test.each([CLI, SOFTWARE, { software: false, studio: true }, { software: true, studio: true }])(
  'every preset is recognised where it was made: %j',
  (place) => {
    for (const name of PRESET_NAMES) {
      const config = parseConfig({ ...defaultConfig(), ...presetSettings(name, place) });
      expect(presetOf(config, place)).toBe(name);
    }
  },
);

test("the recipe's preset is the table's initial values on a GPU; a software adapter answers fewer rows and changes nothing else", () => {
  expect({ ...defaultConfig(), ...presetSettings('recipe', CLI) }).toEqual(defaultConfig());
  expect({ ...defaultConfig(), ...presetSettings('recipe', SOFTWARE) }).toEqual({ ...defaultConfig(), predictions: 4 });
});

test('the sample takes at most four rows a step, so that a software adapter shows its first point soon', () => {
  const { batchSize = 0, gradientAccumulation = 0 } = presetSettings('sample', SOFTWARE);
  expect(batchSize * gradientAccumulation).toBeLessThanOrEqual(4);
  expect(sampleModel(true)).toBe('mini');
  expect(sampleModel(false)).toBe('small');
});

test('any other value of any field of a preset makes it custom', () => {
  const other: Record<string, unknown> = { integer: 7, number: 0.5, choice: 'on', choices: ['v_proj'] };
  for (const key of PRESET_KEYS) {
    const { kind, initial } = SETTINGS[key];
    const config = { ...defaultConfig(), [key]: kind === 'switch' ? !initial : other[kind] };
    expect(presetOf(config, CLI), key).toBe('custom');
  }
});

test('model and rows belong to no preset', () => {
  const config = { ...defaultConfig(), model: 'mini', where: ['qtype=causes'], stratify: 'topic', limit: 20 };
  expect(presetOf(config, CLI)).toBe('recipe');
  expect(SETTING_KEYS.filter((key) => !PRESET_KEYS.includes(key))).toEqual(
    expect.arrayContaining(['model', 'where', 'prompt', 'completion', 'stratify', 'split', 'limit']),
  );
});
