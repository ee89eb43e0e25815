import { describe, expect, it } from 'vitest';
import { fromJsonl } from '../data/jsonlParts.ts';
import { parseAdapterConfig, readAdapter } from '../formats/peft.ts';
import { summariseRun } from './describeRun.ts';
import { modelCard } from './modelCard.ts';
import { LAST_ADAPTER_FILE, OUTPUT_NAMES, type OutputParams, outputFiles } from './outputs.ts';
import type { RunRecord } from './record.ts';
import { loraSettings } from './settings.ts';
import { EXAMPLE_ADAPTER, exampleRun } from './testing/exampleRun.ts';

const example = (row: number) => ({
  row,
  prompt: `p${row}\nq`,
  completion: `c${row} "ü"`,
  stratum: row % 2 ? 's' : null,
});
const parts = { train: [example(1), example(2)], validation: [example(3)], test: [example(4)] };
const stops = { stop_strings: ['<|im_end|>'], stop_token_ids: [3], pad_token_id: 1 };

function params(run: RunRecord, chatTemplate: string | null = '{{ messages }}'): OutputParams {
  const lastAdapter = EXAMPLE_ADAPTER;
  return {
    run,
    adapter: EXAMPLE_ADAPTER,
    lastAdapter,
    lora: loraSettings(run.config),
    parts,
    rowTokens: [],
    chatTemplate,
    stops,
  };
}

const textsOf = (p: OutputParams) =>
  new Map(outputFiles(p).map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]));

describe('the files of a run', () => {
  it('are those of the plan, run.json last', () => {
    expect(outputFiles(params(exampleRun())).map(({ name }) => name)).toEqual([...OUTPUT_NAMES]);
    expect(OUTPUT_NAMES.at(-1)).toBe('run.json');
  });

  it('hold the adapter of the last step only where an earlier one is kept', () => {
    const names = outputFiles({ ...params(exampleRun()), lastAdapter: null }).map(({ name }) => name);
    expect(names).toEqual(OUTPUT_NAMES.filter((name) => name !== LAST_ADAPTER_FILE));
  });

  it('leave out the chat template of a model that has none', () => {
    expect(textsOf(params(exampleRun(), null)).has('chat_template.jinja')).toBe(false);
  });

  it('hold an adapter that PEFT can read', () => {
    const files = outputFiles(params(exampleRun()));
    const bytes = files.find(({ name }) => name === 'adapter_model.safetensors')?.bytes ?? new Uint8Array();
    expect(readAdapter(bytes)).toEqual(EXAMPLE_ADAPTER);
    const config = parseAdapterConfig(textsOf(params(exampleRun())).get('adapter_config.json') ?? '');
    expect(config).toMatchObject({
      baseModel: 'mini',
      rank: 8,
      alpha: 16,
      dropout: 0.1,
      targets: ['q_proj', 'v_proj'],
    });
  });

  it('hold the three parts as they were', () => {
    const texts = textsOf(params(exampleRun()));
    for (const name of ['train', 'validation', 'test'] as const) {
      expect(fromJsonl(texts.get(`${name}.jsonl`) ?? '', name)).toEqual(parts[name]);
    }
  });

  it('hold the whole record in run.json, and the stop rules', () => {
    const texts = textsOf(params(exampleRun()));
    expect(JSON.parse(texts.get('run.json') ?? '')).toEqual(exampleRun());
    expect(JSON.parse(texts.get('stop_strings.json') ?? '')).toEqual(stops);
    expect(texts.get('chat_template.jinja')).toBe('{{ messages }}');
  });
});

const OPTIONS = { chatTemplate: true };

describe('the model card', () => {
  const card = modelCard(exampleRun(), OPTIONS);

  it('begins with front matter for the Hub', () => {
    expect(card).toMatch(/^---\nbase_model: "mini"\nlibrary_name: peft\n[\s\S]*license: cc-by-4.0\n[\s\S]*?\n---\n/);
  });

  it('shows base and tuned figures on the same rows, and the final training loss apart from them', () => {
    expect(card).toMatch(/\| base \| 2\.1705 \| 8\.763 \| 8\.\d+ to 9\.\d+ \|/);
    expect(card).toMatch(/\| tuned \| 1\.4230 \| 4\.150 \| [34]\.\d+ to [45]\.\d+ \|/);
    expect(card).toMatch(
      /On 16 rows it never saw, perplexity fell from 8\.763 to 4\.150 \(53 % lower, 95 % interval \d+-\d+\)/,
    );
    expect(card).toContain('15 of 16 rows better, 1 worse. Intervals: paired bootstrap over rows, 4,000 resamples');
    expect(card).toContain('On 16 test rows');
    expect(card).toContain('Final training loss (mean of the last ten steps): 1.4230. The adapter is that of step 25.');
  });

  it('tells how the answers were judged, and by what', () => {
    expect(card).toContain('Of 1 answers to test rows: base 0 match the reference, 0 too vague, 1 do not match;');
    expect(card).toContain('not by a clinician');
    expect(modelCard(exampleRun({ predictions: [] }), OPTIONS)).not.toContain('text rule');
  });

  it('states its limits and the licence of the base', () => {
    expect(card).toContain('rows with kind=a|b');
    expect(card).toContain('not been checked by clinicians');
    expect(card).toContain('Not medical advice');
    expect(card).toContain('(cc-by-4.0)');
    expect(modelCard(exampleRun({ base: { id: 'x', licence: null, parameters: 1 } }), OPTIONS)).not.toContain(
      'license:',
    );
  });

  it('holds the data fingerprint, sizes and every setting, and no text of a row', () => {
    expect(card).toContain('`0123456789abcdef`');
    expect(card).toContain('| train | 128 | 5,000 | 3,000 |');
    expect(card).toContain('12 duplicates, 3 rows without prompt or answer');
    expect(card).toContain('| Learning rate | `0.002` |');
    expect(card).toContain('| Rows | `kind=a\\|b` |');
    expect(card).toContain('| Rank | `8` |');
    expect(card).not.toContain('SECRET');
  });

  it('says when the run was stopped early', () => {
    expect(card).not.toContain('stopped early');
    expect(modelCard(exampleRun({ status: 'stopped' }), OPTIONS)).toContain('stopped early, after step 0 of 30');
  });
});

describe('summariseRun', () => {
  it('gathers what the last event says', () => {
    expect(summariseRun(exampleRun())).toMatchObject({
      status: 'finished',
      baseLoss: 2.1705,
      basePerplexity: Math.exp(2.1705),
      tunedLoss: 1.423,
      tunedPerplexity: Math.exp(1.423),
      peakBytes: 1e7,
      finalTrainingLoss: 1.423,
      adapterStep: 25,
    });
  });
});
