/** The smallest golden checkpoint as a model to train in tests: 2 layers, D 128, vocabulary 259. */
import { parseModelConfig } from '../model/config.ts';
import type { EngineParams } from '../model/session.ts';
import type { TokenRow, TrainSettings } from '../types.ts';
import { goldenJson, goldenSource } from './goldenCase.ts';

export function tinyParams(overrides: Partial<EngineParams> = {}): EngineParams {
  return {
    config: parseModelConfig(goldenJson('llama-gqa', 'config.json')),
    source: goldenSource('llama-gqa'),
    quantisation: { kind: 'nf4', doubleQuant: true },
    lora: { rank: 8, alpha: 16, dropout: 0.1, targets: ['q_proj', 'v_proj'], rslora: false },
    seed: 3,
    capacity: { tokens: 48, context: 0 },
    training: true,
    checkpointing: 'off',
    ...overrides,
  };
}

/** Rows of 9 to 15 tokens with a pattern that can be learned; the second half is supervised. */
export function tinyRows(count: number, first = 0): TokenRow[] {
  return Array.from({ length: count }, (_, r) => {
    const length = 9 + ((r + first) % 7);
    return {
      ids: Uint32Array.from({ length }, (_, i) => 3 + ((i * 31 + (r + first) * 17) % 200)),
      supervised: Uint8Array.from({ length }, (_, i) => (i >= length / 2 ? 1 : 0)),
    };
  });
}

export const TINY_SETTINGS: TrainSettings = {
  epochs: 2,
  learningRate: 5e-3,
  batchSize: 2,
  gradientAccumulation: 2,
  warmupSteps: 1,
  schedule: 'linear',
  weightDecay: 0,
  maxGradNorm: 1,
  loggingSteps: 1,
  saveSteps: 2,
  evalSteps: null,
  maxSteps: null,
  patience: null,
  seed: 42,
};
