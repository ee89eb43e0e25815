import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adapterConfigJson, parseAdapterConfig } from './peft.ts';

const golden = readFileSync(new URL('golden/peft_adapter_config.json', import.meta.url), 'utf8');
const recipe = { rank: 8, alpha: 16, dropout: 0.1, targets: ['q_proj', 'v_proj'], rslora: false } as const;
const changed = (values: object) => JSON.stringify({ ...JSON.parse(golden), ...values });

describe('adapterConfigJson', () => {
  it('is what PEFT writes, byte for byte but for the order of its target set', () => {
    const sorted = golden.replace('"v_proj",\n    "q_proj"', '"q_proj",\n    "v_proj"');
    expect(sorted).not.toBe(golden);
    expect(adapterConfigJson({ baseModel: 'SmolLM2-135M-Instruct', lora: recipe })).toBe(sorted);
  });

  it('prints a dropout of zero as a Python float and other alphabets in ASCII', () => {
    const text = adapterConfigJson({ baseModel: 'Modèle', lora: { ...recipe, dropout: 0 } });
    expect(text).toContain('"lora_dropout": 0.0,\n');
    expect(text).toContain('"base_model_name_or_path": "Mod\\u00e8le"');
  });

  it('is read back', () => {
    const lora = { rank: 4, alpha: 8, dropout: 0, targets: ['k_proj', 'down_proj'], rslora: true } as const;
    expect(parseAdapterConfig(adapterConfigJson({ baseModel: 'mini', lora }))).toEqual({ ...lora, baseModel: 'mini' });
  });
});

describe('parseAdapterConfig', () => {
  it("reads PEFT's own file and puts the targets into the order of the forward pass", () => {
    expect(parseAdapterConfig(golden)).toEqual({ ...recipe, baseModel: 'SmolLM2-135M-Instruct' });
  });

  it('fills left-out keys with the defaults of PEFT', () => {
    expect(parseAdapterConfig('{"peft_type": "LORA"}')).toEqual({
      rank: 8,
      alpha: 8,
      dropout: 0,
      targets: ['q_proj', 'v_proj'],
      rslora: false,
      baseModel: null,
    });
    expect(parseAdapterConfig(changed({ target_modules: 'all-linear' })).targets).toHaveLength(7);
  });

  it.each([
    [{ peft_type: 'IA3' }, 'peft_type is "IA3", only "LORA" is supported'],
    [{ use_dora: true }, 'use_dora is true, which is not supported'],
    [{ bias: 'all' }, 'bias is "all", which is not supported'],
    [{ lora_bias: true }, 'lora_bias is true'],
    [{ rank_pattern: { q_proj: 4 } }, 'rank_pattern is {"q_proj":4}'],
    [{ alpha_pattern: { q_proj: 4 } }, 'alpha_pattern is {"q_proj":4}'],
    [{ modules_to_save: ['lm_head'] }, 'modules_to_save is ["lm_head"]'],
    [{ layers_to_transform: [0] }, 'layers_to_transform is [0]'],
    [{ init_lora_weights: 'pissa' }, 'init_lora_weights is "pissa"'],
    [{ fan_in_fan_out: true }, 'fan_in_fan_out is true'],
    [{ r: 0 }, 'r is 0, expected a whole number >= 1'],
    [{ r: '8' }, 'r is "8", expected a number'],
    [{ lora_alpha: [16] }, 'lora_alpha is [16], expected a number'],
    [{ lora_dropout: 1 }, 'lora_dropout is 1, expected 0 <= p < 1'],
    [{ use_rslora: 'yes' }, 'use_rslora is not true or false'],
    [{ base_model_name_or_path: 7 }, 'base_model_name_or_path is not a text'],
    [{ target_modules: '.*proj' }, 'target_modules is ".*proj". Supported: a list out of q_proj'],
    [{ target_modules: [] }, 'target_modules is []'],
    [{ target_modules: ['q_proj', 'lm_head'] }, 'target_modules names "lm_head"'],
  ])('refuses %j by name', (values, message) => {
    expect(() => parseAdapterConfig(changed(values), 'a/adapter_config.json')).toThrow(
      `a/adapter_config.json: ${message}`,
    );
  });

  it.each([
    ['{', 'not valid JSON'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
  ])('refuses %s', (text, message) =>
    expect(() => parseAdapterConfig(text)).toThrow(`adapter_config.json: ${message}`),
  );
});
