import { describe, expect, it } from 'vitest';
import { checkSetting, configArguments, defaultConfig, parseConfig, SETTING_KEYS, settingOf } from './config.ts';
import { loraSettings, trainSettings } from './settings.ts';

describe('the table of settings', () => {
  it("starts from the recipe's values", () => {
    const config = defaultConfig();
    expect(loraSettings(config)).toEqual({
      rank: 8,
      alpha: 16,
      dropout: 0.1,
      targets: ['q_proj', 'v_proj'],
      rslora: false,
    });
    expect(trainSettings(config)).toEqual({
      epochs: 5,
      learningRate: 1e-4,
      batchSize: 2,
      gradientAccumulation: 5,
      warmupSteps: 10,
      schedule: 'linear',
      weightDecay: 0,
      maxGradNorm: 1,
      loggingSteps: 10,
      saveSteps: 50,
      evalSteps: null,
      maxSteps: null,
      patience: null,
      seed: 42,
    });
    expect(config.split).toEqual([80, 10, 10]);
    expect(config.prompt).toBe('Question type: {{qtype}}\nQuestion: {{Question}}');
  });

  it('explains each setting in at most 30 words and under a flag of its own', () => {
    const flags = new Set<string>();
    for (const key of SETTING_KEYS) {
      const { help, label, flag } = settingOf(key);
      expect(help.split(/\s+/).length, key).toBeLessThanOrEqual(30);
      expect(help.length, key).toBeGreaterThan(10);
      expect(label.length, key).toBeGreaterThan(0);
      expect(flag, key).toMatch(/^[a-z]+(-[a-z]+)*$/);
      flags.add(flag);
    }
    expect(flags.size).toBe(SETTING_KEYS.length);
  });

  it('accepts both ends of every range and nothing beyond', () => {
    let ranged = 0;
    for (const key of SETTING_KEYS) {
      const { range, schema } = settingOf(key);
      if (range === null) continue;
      ranged++;
      expect(schema.safeParse(range.min).success, key).toBe(true);
      expect(schema.safeParse(range.max).success, key).toBe(true);
      expect(schema.safeParse(range.min - 1).success, key).toBe(false);
      expect(schema.safeParse(range.max + 1).success, key).toBe(false);
      expect(schema.safeParse(Number.NaN).success, key).toBe(false);
    }
    expect(ranged).toBeGreaterThan(15);
  });

  it('has initial values that it accepts itself', () => {
    expect(parseConfig({})).toEqual(defaultConfig());
  });
});

describe('a bad value', () => {
  it.each([
    ['rank', 0, '--rank: 0 is not allowed. Give a whole number from 1 to 256.'],
    ['rank', 8.5, '--rank: 8.5 is not allowed. Give a whole number from 1 to 256.'],
    ['learningRate', 'fast', '--lr: "fast" is not allowed. Give a number from 1e-8 to 1.'],
    ['dropout', 1, '--dropout: 1 is not allowed. Give a number from 0 to 0.9.'],
    ['schedule', 'step', '--schedule: "step" is not allowed. Give linear, cosine or constant.'],
    ['doubleQuant', 'yes', '--double-quant: "yes" is not allowed. Give on or off.'],
    [
      'split',
      [80, 10, 5],
      '--split: "80,10,5" is not allowed. Give three percentages above 0 that make 100, such as 80,10,10.',
    ],
    [
      'targets',
      ['q_proj', 'x_proj'],
      '--target: "q_proj,x_proj" is not allowed. Give one or more of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj, each once, separated by commas.',
    ],
  ] as const)('of %s (%s) is refused with flag, value and range', (key, value, message) => {
    expect(() => checkSetting(key, value)).toThrow(message);
  });

  it('names a setting that does not exist', () => {
    expect(() => parseConfig({ learning_rate: 1 }, 'run.json')).toThrow('run.json: unknown setting "learning_rate"');
  });
});

describe('typed values', () => {
  const read = (key: (typeof SETTING_KEYS)[number], ...texts: string[]) =>
    checkSetting(key, settingOf(key).read(texts));

  it('are read as what they mean', () => {
    expect(read('learningRate', '2e-3')).toBe(0.002);
    expect(read('targets', 'q_proj, v_proj,down_proj')).toEqual(['q_proj', 'v_proj', 'down_proj']);
    expect(read('split', '70,15,15')).toEqual([70, 15, 15]);
    expect(read('doubleQuant', 'off')).toBe(false);
    expect(read('where', 'a=1', 'b=2')).toEqual(['a=1', 'b=2']);
    expect(read('prompt', 'Q: {{q}}\\nA:')).toBe('Q: {{q}}\nA:');
  });

  it.each(['', ' ', '0x10', '1,5', 'Infinity', 'NaN', '1e'])('that are no number (%j) are refused', (typed) => {
    expect(() => read('alpha', typed)).toThrow('--alpha');
  });

  it('come back from configArguments, which lists only what differs from the recipe', () => {
    expect(configArguments(defaultConfig())).toEqual([]);
    const config = parseConfig({
      learningRate: 2e-3,
      rank: 16,
      where: ['a=b', 'c=d'],
      doubleQuant: false,
      maxSteps: 30,
      prompt: 'x\n{{y}}',
    });
    const typed = configArguments(config);
    expect(typed).toContain('--lr');
    const given: Record<string, string[]> = {};
    for (let i = 0; i < typed.length; i += 2) {
      const flag = typed[i] as string;
      given[flag] = [...(given[flag] ?? []), typed[i + 1] as string];
    }
    const back = SETTING_KEYS.flatMap((key) => {
      const texts = given[`--${settingOf(key).flag}`];
      return texts === undefined ? [] : [[key, settingOf(key).read(texts)] as const];
    });
    expect(parseConfig(Object.fromEntries(back))).toEqual(config);
    expect(Object.keys(given)).toHaveLength(6);
  });
});
