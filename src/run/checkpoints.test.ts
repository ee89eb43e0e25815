import { describe, expect, it } from 'vitest';
import type { NamedTensor, TrainCheckpoint } from '../engine/types.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import { writeSafetensors } from '../formats/safetensorsWrite.ts';
import { assertResumable, deserialiseCheckpoint, type RunCheckpoint, serialiseCheckpoint } from './checkpoints.ts';
import { defaultConfig } from './config.ts';
import { loraSettings, trainSettings } from './settings.ts';

function tensor(name: string, shape: readonly number[], first: number): NamedTensor {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).map((_, i) => first + Math.fround(i / 3));
  return { name, shape, data };
}

const tensors = (first: number) => [
  tensor('a.lora_A.weight', [2, 3], first),
  tensor('a.lora_B.weight', [4, 2], -first),
];

function checkpoint(overrides: Partial<TrainCheckpoint['state']> = {}): RunCheckpoint {
  return {
    state: {
      formatVersion: 1,
      step: 7,
      appliedUpdates: 6,
      settings: trainSettings(defaultConfig()),
      lora: loraSettings(defaultConfig()),
      dataFingerprint: 'abc',
      kernels: { matmul: 'register' },
      checkpointing: true,
      elapsedMs: 1234.5,
      steps: [
        {
          step: 7,
          totalSteps: 30,
          epoch: 0.5,
          loss: 0.1 + 0.2,
          lr: 1 / 3e4,
          gradNorm: 1e-20,
          tokens: 5,
          supervisedTokens: 3,
          elapsedMs: 1,
          tokensPerSec: 2,
        },
      ],
      validations: [
        {
          step: 5,
          loss: 2,
          perplexity: Math.exp(2),
          tokens: 9,
          rows: 3,
          best: true,
          base: { loss: 3, perplexity: Math.exp(3) },
        },
      ],
      bestStep: 5,
      ...overrides,
    },
    adapter: tensors(1),
    adamM: tensors(2),
    adamV: tensors(3),
    bestAdapter: tensors(4),
    answers: [{ percent: 25, step: 5, text: 'It is…', tokens: 4, stop: 'length' }],
    rateChanges: [{ step: 3, from: 0.002, to: 0.001 }],
  };
}

const edited = (change: (state: Record<string, unknown>) => void): Uint8Array => {
  const { tensors: stored, metadata } = readSafetensors(serialiseCheckpoint(checkpoint()));
  const state = JSON.parse(metadata['state'] ?? '') as Record<string, unknown>;
  change(state);
  return writeSafetensors(
    [...stored].map(([name, value]) => ({ name, ...value })),
    { ...metadata, state: JSON.stringify(state) },
  );
};

describe('a checkpoint', () => {
  it('comes back from its file to the bit', () => {
    const original = checkpoint();
    expect(deserialiseCheckpoint(serialiseCheckpoint(original))).toEqual(original);
  });

  it('comes back without a best adapter before the first validation', () => {
    const original = { ...checkpoint({ bestStep: null, validations: [] }), bestAdapter: null };
    expect(deserialiseCheckpoint(serialiseCheckpoint(original))).toEqual(original);
  });

  it('that was cut off is refused by file name', () => {
    const bytes = serialiseCheckpoint(checkpoint());
    expect(() => deserialiseCheckpoint(bytes.subarray(0, bytes.length - 5), 'DIR/x')).toThrow(
      /^DIR\/x: damaged checkpoint: [^.]*\. Start the run again without resuming\.$/,
    );
  });

  it.each([
    [
      'a field of another type',
      (state: Record<string, unknown>) => (state['step'] = 'seven'),
      /damaged checkpoint: step: /,
    ],
    [
      'a field inside a step',
      (state: Record<string, unknown>) => ((state['steps'] as { loss: unknown }[])[0] = { loss: null }),
      /steps\.0/,
    ],
    ['a newer format', (state: Record<string, unknown>) => (state['formatVersion'] = 2), /formatVersion/],
    ['a missing field', (state: Record<string, unknown>) => delete state['kernels'], /kernels/],
  ])('with %s is refused by the field', (_, change, message) => {
    expect(() => deserialiseCheckpoint(edited((state) => void change(state)))).toThrow(message);
  });

  it('whose optimizer state belongs to another adapter is refused', () => {
    const wrong = { ...checkpoint(), adamV: [tensor('a.lora_A.weight', [2, 3], 1)] };
    expect(() => deserialiseCheckpoint(serialiseCheckpoint(wrong))).toThrow(
      'the optimizer state does not belong to its adapter',
    );
  });
});

describe('resuming', () => {
  const { settings, lora, dataFingerprint } = checkpoint().state;
  const expected = { settings, lora, dataFingerprint };

  it('is allowed with the same settings and rows', () => {
    expect(() => assertResumable(checkpoint(), expected, 'DIR')).not.toThrow();
  });

  it('names every setting that differs, with both values', () => {
    const other = {
      ...expected,
      settings: { ...settings, learningRate: 0.002, maxSteps: 30 },
      lora: { ...lora, targets: ['q_proj' as const] },
    };
    expect(() => assertResumable(checkpoint(), other, 'DIR')).toThrow(
      'DIR: cannot resume, since learningRate was 0.0001 and is now 0.002; maxSteps was null and is now 30; ' +
        'targets was ["q_proj","v_proj"] and is now ["q_proj"].',
    );
  });

  it('names other rows', () => {
    expect(() => assertResumable(checkpoint(), { ...expected, dataFingerprint: 'xyz' }, 'DIR')).toThrow(
      'the training rows are others',
    );
  });
});
