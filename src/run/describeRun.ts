import type { EngineInfo, TrainResult } from '../engine/types.ts';
import { countClasses } from '../evaluate/classCounts.ts';
import { JUDGE_RULE } from '../evaluate/judge.ts';
import type { RunConfig } from './config.ts';
import { countPart } from './data.ts';
import type { DoneRecord, JudgingBasis, PredictionRecord, ReadyRecord, RepeatedRecord } from './events.ts';
import type { RunRecord } from './record.ts';
import type { RunPorts } from './runPorts.ts';

export interface RunFacts {
  readonly config: RunConfig;
  readonly ports: RunPorts;
  readonly info: EngineInfo;
  readonly evaluation: RunRecord['evaluation'];
  readonly validation: NonNullable<RunRecord['validation']> | null;
  readonly repeated: RepeatedRecord;
  readonly trained: TrainResult;
  readonly learning: RunRecord['learning'];
  readonly rateChanges: RunRecord['training']['rateChanges'];
  readonly checkpoints: readonly number[];
  readonly predictions: readonly PredictionRecord[];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The content of run.json. */
export function describeRun({
  config,
  ports,
  info,
  evaluation,
  validation,
  repeated,
  trained,
  learning,
  rateChanges,
  checkpoints,
  predictions,
  startedAt,
}: RunFacts): RunRecord {
  const { model, data, versions } = ports;
  const { seed } = config;
  return {
    formatVersion: 1,
    versions,
    status: trained.status,
    startedAt: new Date(startedAt).toISOString(),
    elapsedMs: ports.now() - startedAt,
    // The model by its name: a folder's path is nobody else's business.
    config: { ...config, model: model.id },
    seeds: { split: seed, order: seed, adapter: seed, dropout: seed },
    base: { id: model.id, licence: model.licence, parameters: info.parameters },
    gpu: info.gpu,
    engine: {
      kernels: info.kernels,
      tier: info.tier,
      checkpointing: info.checkpointing,
      peakBytes: info.memory.totalBytes,
      trainableParameters: info.trainableParameters,
    },
    data: {
      fingerprint: data.fingerprint,
      origin: data.origin,
      parts: {
        train: countPart(data.parts.train),
        validation: countPart(data.parts.validation),
        test: countPart(data.parts.test),
      },
    },
    training: {
      totalSteps: trained.steps[0]?.totalSteps ?? 0,
      finalTrainingLoss: trained.finalTrainingLoss,
      bestStep: trained.bestStep,
      adapterStep: trained.adapterStep,
      endedEarly: trained.endedEarly,
      rateChanges,
      checkpoints,
      elapsedMs: trained.elapsedMs,
      steps: trained.steps,
      validations: trained.validations,
    },
    ...(ports.start && { start: ports.start.record }),
    learning,
    evaluation,
    validation,
    repeated,
    predictions,
    judging: judgingOf(predictions, UNJUDGED),
  };
}

/** Before the answers: nothing was judged. */
const UNJUDGED: JudgingBasis = { rule: JUDGE_RULE, common: {} };

/** The rule that judged the predictions, and what it found. */
export function judgingOf(predictions: readonly PredictionRecord[], basis: JudgingBasis): RunRecord['judging'] {
  return {
    ...basis,
    base: countClasses(predictions.map(({ judged }) => judged.base)),
    tuned: countClasses(predictions.map(({ judged }) => judged.tuned)),
  };
}

/** What the engine says about itself in the `ready` event. */
export function describeEngine(info: EngineInfo): Omit<ReadyRecord, 'totalSteps' | 'rows' | 'resumedStep'> {
  const { gpu, kernels, tier, parameters, trainableParameters, checkpointing, memory } = info;
  return { gpu, kernels, tier, parameters, trainableParameters, checkpointing, peakBytes: memory.totalBytes };
}

/** The last event of a run. */
export function summariseRun(run: RunRecord): DoneRecord {
  const { status, training, evaluation, engine, elapsedMs } = run;
  return {
    status,
    steps: training.steps.length,
    adapterStep: training.adapterStep,
    endedEarly: training.endedEarly,
    finalTrainingLoss: training.finalTrainingLoss,
    baseLoss: evaluation.base.loss,
    basePerplexity: evaluation.base.perplexity,
    tunedLoss: evaluation.tuned.loss,
    tunedPerplexity: evaluation.tuned.perplexity,
    peakBytes: engine.peakBytes,
    trainMs: training.elapsedMs,
    elapsedMs,
  };
}
