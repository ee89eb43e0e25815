import type { LoraSettings, TrainSettings } from '../engine/types.ts';
import type { RunConfig } from './config.ts';

export function trainSettings(config: RunConfig): TrainSettings {
  const { epochs, learningRate, batchSize, gradientAccumulation, warmupSteps, schedule, weightDecay, maxGradNorm } =
    config;
  const { loggingSteps, saveSteps, evalSteps, maxSteps, earlyStopping, patience, seed } = config;
  return {
    epochs,
    learningRate,
    batchSize,
    gradientAccumulation,
    warmupSteps,
    schedule,
    weightDecay,
    maxGradNorm,
    loggingSteps,
    saveSteps,
    evalSteps,
    maxSteps,
    patience: earlyStopping ? patience : null,
    seed,
  };
}

export function loraSettings({ rank, alpha, dropout, targets, rslora }: RunConfig): LoraSettings {
  return { rank, alpha, dropout, targets, rslora };
}
