import type { NamedTensor } from '../../engine/types.ts';
import { compareModels } from '../../evaluate/comparison.ts';
import { JUDGE_RULE, judge } from '../../evaluate/judge.ts';
import { parseConfig } from '../config.ts';
import type { RunRecord } from '../record.ts';

/** 16 rows of 77 tokens: the tuned model better on 15 of them and worse on one. */
const ROWS = Array.from({ length: 16 }, (_, i) => ({
  base: 77 * (2.1705 + 0.02 * (i - 7.5)),
  tuned: 77 * (i === 15 ? 2.4 : 1.423 - (2.4 - 1.423) / 15),
  tokens: 77,
}));

/** A finished run with round figures. */
export function exampleRun(overrides: Partial<RunRecord> = {}): RunRecord {
  const evaluation = (loss: number) => ({ loss, perplexity: Math.exp(loss), tokens: 1232, rows: 16 });
  const answer = (text: string) => ({ text, tokens: 2, stop: 'stop' as const });
  return {
    formatVersion: 1,
    versions: { tabtune: '9.9.9' },
    status: 'finished',
    startedAt: '2025-01-02T03:04:05.000Z',
    elapsedMs: 60_000,
    config: parseConfig({ model: 'mini', where: ['kind=a|b'], stratify: 'source', learningRate: 0.002 }),
    seeds: { split: 42, order: 42, adapter: 42, dropout: 42 },
    base: { id: 'mini', licence: 'cc-by-4.0', parameters: 1_000_000 },
    gpu: { name: 'Test GPU', vendor: 'v', architecture: 'a', software: false, features: [], limits: {} },
    engine: { kernels: { matmul: 'register' }, checkpointing: false, peakBytes: 1e7, trainableParameters: 14_336 },
    data: {
      fingerprint: '0123456789abcdef',
      origin: { kind: 'csv', files: ['rows.csv'], strata: [], left: { empty: 3, duplicates: 12 } },
      parts: {
        train: { rows: 128, tokens: 5000, supervisedTokens: 3000 },
        validation: { rows: 16, tokens: 600, supervisedTokens: 400 },
        test: { rows: 16, tokens: 610, supervisedTokens: 410 },
      },
    },
    training: {
      totalSteps: 30,
      finalTrainingLoss: 1.423,
      bestStep: 25,
      adapterStep: 25,
      endedEarly: false,
      rateChanges: [],
      elapsedMs: 50_000,
      steps: [],
      validations: [],
    },
    learning: null,
    evaluation: {
      part: 'test',
      base: evaluation(2.1705),
      tuned: evaluation(1.423),
      comparison: compareModels(ROWS, 42),
      rows: ROWS,
    },
    predictions: [
      {
        index: 0,
        prompt: 'SECRET PROMPT',
        reference: 'SECRET ANSWER',
        stratum: null,
        base: answer('b'),
        tuned: answer('t'),
        judged: {
          base: judge({ question: 'SECRET PROMPT', reference: 'SECRET ANSWER', answer: 'plain', cut: false }),
          tuned: judge({ question: 'SECRET PROMPT', reference: 'SECRET ANSWER', answer: 'SECRET ANSWER', cut: false }),
        },
      },
    ],
    judging: {
      rule: JUDGE_RULE,
      base: { matches: 0, vague: 0, wrong: 1 },
      tuned: { matches: 1, vague: 0, wrong: 0 },
    },
    ...overrides,
  };
}

export const EXAMPLE_ADAPTER: readonly NamedTensor[] = [
  {
    name: 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight',
    shape: [2, 4],
    data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  },
  {
    name: 'base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight',
    shape: [4, 2],
    data: new Float32Array(8),
  },
];
