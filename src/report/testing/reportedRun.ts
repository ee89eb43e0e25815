import type { JudgedClass, PredictionRecord } from '../../run/events.ts';
import type { RunRecord } from '../../run/record.ts';
import { exampleRun } from '../../run/testing/exampleRun.ts';
import type { TrialRecord } from '../../run/trialRecord.ts';

const STEPS = 30;

/** Texts that stand in a report only where texts are wanted. */
export const SECRET = 'SECRET';

/** A run with everything that a report can show: four trials, 30 steps, three validations, six predictions of two subtopics. */
export function reportedRun(overrides: Partial<RunRecord> = {}): RunRecord {
  const run = exampleRun();
  const loss = (step: number) => 1.4 + Math.exp(-step / 8);
  const steps = Array.from({ length: STEPS }, (_, i) => ({
    step: i + 1,
    totalSteps: STEPS,
    epoch: (i + 1) / 10,
    loss: loss(i + 1),
    lr: 2e-3,
    gradNorm: 0.5,
    tokens: 300,
    supervisedTokens: 150,
    elapsedMs: 100 * (i + 1),
    tokensPerSec: 3000,
    ...(i === 12 && { skipped: true }),
  }));
  const validation = (step: number, value: number) => ({
    step,
    loss: value,
    perplexity: Math.exp(value),
    tokens: 400,
    rows: 16,
    best: true,
    ...(step === 10 && { base: { loss: 2.2, perplexity: Math.exp(2.2) } }),
  });
  const classes: readonly JudgedClass[] = ['matches', 'matches', 'vague', 'wrong', 'wrong', 'matches'];
  const answered = classes.map((name, i) => prediction(i, name));
  const [first, second] = [trial(1, 1e-4, 2), trial(2, 1e-4, 4)];
  return {
    ...run,
    training: {
      ...run.training,
      steps,
      totalSteps: STEPS,
      validations: [validation(10, 1.7), validation(20, 1.6), validation(30, 1.55)],
      checkpoints: [10, 20, 30],
      bestStep: 30,
      adapterStep: 30,
      elapsedMs: 3000,
    },
    predictions: answered,
    judging: { ...run.judging, base: { matches: 0, vague: 0, wrong: 6 }, tuned: { matches: 3, vague: 1, wrong: 2 } },
    trials: {
      learningRates: [1e-4, 1e-3],
      batchSizes: [2, 4],
      best: 3,
      stopLosers: { marginNats: 0.5 },
      elapsedMs: 240_000,
      list: [
        first,
        { ...second, status: 'endedEarly', reason: 'behind trial 1', steps: 12, testLoss: null, testPerplexity: null },
        trial(3, 1e-3, 2),
        trial(4, 1e-3, 4),
      ],
    },
    ...overrides,
  };
}

function prediction(index: number, name: JudgedClass): PredictionRecord {
  const judged = { words: [`${SECRET} word`], recall: 0.25 * index, precision: 0.5, lengthRatio: 1 };
  const answer = (text: string, tokens: number) => ({ text, tokens, stop: 'stop' as const });
  return {
    index,
    prompt: `${SECRET} question ${index}`,
    reference: `${SECRET} reference`,
    stratum: index % 2 === 0 ? 'heart' : 'skin',
    base: answer(`${SECRET} base`, 40),
    tuned: answer(`${SECRET} tuned`, 4 + 3 * index),
    judged: {
      base: { ...judged, class: 'wrong', reason: 'different' },
      tuned: {
        ...judged,
        class: name,
        reason: name === 'matches' ? 'covers' : name === 'vague' ? 'missing' : 'numbers',
      },
    },
  };
}

function trial(number: number, learningRate: number, batchSize: number): TrialRecord {
  const final = 2 - learningRate * 300 + batchSize / 20;
  return {
    number,
    learningRate,
    batchSize,
    differs: {},
    status: 'finished',
    reason: null,
    steps: STEPS,
    totalSteps: STEPS,
    finalTrainingLoss: final,
    bestValidationLoss: final + 0.1,
    bestStep: STEPS,
    testLoss: final + 0.2,
    testPerplexity: Math.exp(final + 0.2),
    elapsedMs: 60_000 + number,
    folder: `trials/${number}`,
    curve: [1, 10, 20, 30].map((step) => ({ step, loss: final + 1 / step, smooth: final + 1 / step })),
  };
}
