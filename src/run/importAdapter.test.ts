import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '../engine/model/config.ts';
import { initialAdapter, layoutAdapter } from '../engine/model/lora.ts';
import type { LoraSettings } from '../engine/types.ts';
import { adapterConfigJson, writeAdapter } from '../formats/peft.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { refusal } from '../text/testing/refusal.ts';
import { serialiseCheckpoint } from './checkpoints.ts';
import { assertAdapterFits, readAdapterFiles, readCheckpointAdapter } from './importAdapter.ts';
import { exampleCheckpoint } from './testing/exampleCheckpoint.ts';

const configJson = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../public/models/${name}/config.json`, import.meta.url), 'utf8'));
const lora: LoraSettings = { rank: 2, alpha: 4, dropout: 0, targets: ['q_proj', 'v_proj'], rslora: false };

function files(changes: object = {}, baseModel = 'mini') {
  const tensors = initialAdapter(layoutAdapter(parseModelConfig(configJson('mini')), lora), 1);
  const config = { ...JSON.parse(adapterConfigJson({ baseModel, lora })), ...changes };
  return { config: JSON.stringify(config), tensors };
}
const read = (changes: object = {}, baseModel?: string) => {
  const { config, tensors } = files(changes, baseModel);
  return readAdapterFiles(config, writeAdapter(tensors));
};
const model = (id: string, shape = 'mini') => ({ id, configJson: configJson(shape) }) as LoadedModel;

describe('readAdapterFiles', () => {
  it('takes over settings and tensors', () => {
    expect(read()).toEqual({ lora, baseModel: 'mini', tensors: files().tensors });
  });

  it.each([
    ['a pattern', '.*\\.self_attn\\.(q|v)_proj'],
    ['whole paths', ['model.layers.0.self_attn.q_proj', 'model.layers.0.self_attn.v_proj']],
  ])('reads targets off the tensors where the config gives %s', (_, target) => {
    expect(read({ target_modules: target }).lora.targets).toEqual(['q_proj', 'v_proj']);
  });

  it('refuses a pattern that also matched something else', () => {
    const { config, tensors } = files({ target_modules: '.*' });
    const odd = tensors.map((tensor) => ({ ...tensor, name: tensor.name.replace('v_proj', 'lm_head') }));
    expect(refusal(() => readAdapterFiles(config, writeAdapter(odd)))).toContain(
      'target_modules also matches "lm_head"',
    );
  });

  it('refuses a rank or targets that the tensors do not have, by name', () => {
    expect(refusal(() => read({ r: 4 }))).toMatch(
      /adapter_model\.safetensors: tensor "base_model\.model\..*lora_A\.weight": has shape \[2,128\], but the config says rank 4/,
    );
    expect(refusal(() => read({ target_modules: ['q_proj'] }))).toContain(
      'layers.0.self_attn.v_proj is adapted, but target_modules does not name it',
    );
  });
});

describe('assertAdapterFits', () => {
  it('says so when the adapter names another base of the same shape', () => {
    expect(assertAdapterFits(read(), model('mini'), 'x')).toBe(null);
    expect(assertAdapterFits(read({}, 'owner/Mini'), model('mini.F16'), 'x')).toBe(null);
    expect(assertAdapterFits(read({ base_model_name_or_path: null }), model('other'), 'x')).toBe(null);
    expect(assertAdapterFits(read({}, 'owner/else'), model('mini'), 'x')).toContain(
      'The adapter was made for owner/else, and this model is mini.',
    );
  });

  it('refuses a model of another shape: the tensor, and the base it was made for', () => {
    const message = refusal(() => assertAdapterFits(read(), model('small', 'small'), '--adapter a'));
    expect(message).toContain('--adapter a: the adapter does not fit this model: ');
    expect(message).toContain('q_proj.lora_A.weight has shape [2,128], this model and rank need [2,384]');
    expect(message).toContain('It was made for mini: use it with that model.');
  });

  it('refuses an adapter that leaves a layer out', () => {
    const { config, tensors } = files();
    const partial = tensors.filter(({ name }) => !name.includes('layers.3.'));
    const adapter = readAdapterFiles(config, writeAdapter(partial));
    expect(refusal(() => assertAdapterFits(adapter, model('mini'), 'x'))).toContain('The adapter has no tensor');
  });
});

describe('readCheckpointAdapter', () => {
  it('takes the weights of the step and the settings of the run; other files are refused', () => {
    const checkpoint = exampleCheckpoint(3);
    const read = readCheckpointAdapter(serialiseCheckpoint(checkpoint), '--adapter c');
    expect(read).toEqual({ lora: checkpoint.state.lora, baseModel: null, tensors: checkpoint.adapter });
    expect(refusal(() => readCheckpointAdapter(writeAdapter(files().tensors), '--adapter c'))).toContain(
      '--adapter c: damaged checkpoint',
    );
  });
});
