import type { NamedTensor } from '../../engine/types.ts';
import type { RunCheckpoint } from '../checkpoints.ts';

/** A checkpoint after `step` steps, with one small tensor that tells the step. */
export function exampleCheckpoint(step: number): RunCheckpoint {
  const tensors: NamedTensor[] = [{ name: 'a.lora_A.weight', shape: [2, 2], data: new Float32Array([step, 1, 2, 3]) }];
  return {
    state: {
      formatVersion: 1,
      step,
      appliedUpdates: step,
      settings: {
        epochs: 1,
        learningRate: 1e-3,
        batchSize: 1,
        gradientAccumulation: 1,
        warmupSteps: 0,
        schedule: 'linear',
        weightDecay: 0,
        maxGradNorm: 1,
        loggingSteps: 1,
        saveSteps: 1,
        evalSteps: null,
        maxSteps: null,
        patience: null,
        seed: 1,
      },
      lora: { rank: 2, alpha: 4, dropout: 0, targets: ['q_proj'], rslora: false },
      dataFingerprint: 'f',
      kernels: {},
      checkpointing: false,
      elapsedMs: 1,
      steps: [],
      validations: [],
      bestStep: null,
    },
    adapter: tensors,
    adamM: tensors,
    adamV: tensors,
    bestAdapter: null,
    answers: [],
    rateChanges: [],
  };
}
