import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultConfig, parseConfig, type RunConfig } from './config.ts';
import { LINK_KEYS, readSettingsQuery, settingsQuery } from './settingsLink.ts';

const CONFIG = fc
  .record({
    model: fc.constantFrom('mini', 'small', 'hf:owner/some.model-1'),
    rank: fc.integer({ min: 1, max: 256 }),
    alpha: fc.double({ min: 0.001, max: 4096, noNaN: true }),
    learningRate: fc.double({ min: 1e-8, max: 1, noNaN: true }),
    targets: fc.constantFrom(['v_proj'], ['q_proj', 'v_proj'], ['o_proj', 'down_proj', 'k_proj']),
    rslora: fc.boolean(),
    schedule: fc.constantFrom('linear', 'cosine', 'constant'),
    maxSteps: fc.option(fc.integer({ min: 1, max: 1000 })),
    split: fc.constantFrom([80, 10, 10], [50, 25, 25], [33.5, 33.5, 33]),
    checkpointing: fc.constantFrom('auto', 'on', 'off'),
  })
  .map((settings) => parseConfig({ ...defaultConfig(), ...settings }));

test('a link gives back the settings that it was made of', () => {
  fc.assert(
    fc.property(CONFIG, (config) => {
      const { settings, refused } = readSettingsQuery(settingsQuery(config));
      expect(refused).toEqual([]);
      expect({ ...defaultConfig(), ...settings }).toEqual(config);
    }),
  );
});

test('only what differs is said, and nothing about rows', () => {
  const config: RunConfig = {
    ...defaultConfig(),
    learningRate: 2e-3,
    where: ['patient=Ada Lovelace'],
    prompt: 'Ask {{Secret column}}',
    completion: '{{Diagnosis}}',
    stratify: 'ward',
    model: '/home/ada/models/private',
  };
  expect(settingsQuery(config)).toBe('lr=0.002');
  expect(settingsQuery(defaultConfig())).toBe('');
});

test('bad values and strange names are named and change nothing', () => {
  const text = 'lr=fast&rank=16&epochs=0&colour=blue&where=a%3Db&model=%2Fetc%2Fpasswd&max-steps=';
  expect(readSettingsQuery(text)).toEqual({
    settings: { rank: 16, maxSteps: null },
    refused: [
      { flag: 'lr', value: 'fast', allowed: 'a number from 1e-8 to 1' },
      { flag: 'epochs', value: '0', allowed: 'a whole number from 1 to 1000' },
      { flag: 'colour', value: 'blue', allowed: null },
      { flag: 'where', value: 'a=b', allowed: null },
      { flag: 'model', value: '/etc/passwd', allowed: 'a text that is not empty' },
    ],
  });
});

test('whatever a link holds, what it sets is allowed', () => {
  const flags = fc.constantFrom('lr', 'rank', 'target', 'early-stopping', 'split', 'model', 'x', '__proto__');
  fc.assert(
    fc.property(fc.array(fc.tuple(flags, fc.string())), (pairs) => {
      const { settings } = readSettingsQuery(new URLSearchParams(pairs).toString());
      expect(Object.keys(settings).every((key) => LINK_KEYS.some((known) => known === key))).toBe(true);
      expect(() => parseConfig({ ...defaultConfig(), ...settings })).not.toThrow();
    }),
  );
});
