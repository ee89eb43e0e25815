// node tools/recordRun.mjs RUN_FOLDER OUT.json: makes the recording that the start page shows (public/recorded/sample.json) out
// of a real run's run.json. It holds what the Train and Results screens need, as the events that the run said, each with
// the time at which it said it; what run.json does not time (the steps around a validation or an answer) is put between
// its neighbours. No adapter, no row but those that the run itself answered.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, out] = process.argv.slice(2);
if (folder === undefined || out === undefined) {
  console.error('usage: node tools/recordRun.mjs RUN_FOLDER OUT.json');
  process.exit(2);
}

const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
const { training, evaluation, learning, predictions, engine } = run;
const trainedAtMs = run.elapsedMs - training.elapsedMs;
/** Loading and measuring come before the first step, measuring and answering after the last: the halves of what is left. */
const firstStepAtMs = trainedAtMs / 2;
const endAtMs = firstStepAtMs + training.elapsedMs;

const events = [];
const say = (atMs, event, facts) => events.push({ atMs: Math.round(atMs), event: { event, ...facts } });

say(0, 'ready', {
  gpu: run.gpu,
  kernels: engine.kernels,
  parameters: run.base.parameters,
  trainableParameters: engine.trainableParameters,
  checkpointing: engine.checkpointing,
  peakBytes: engine.peakBytes,
  totalSteps: training.totalSteps,
  resumedStep: 0,
});
say(firstStepAtMs / 2, 'evaluation', evaluationOf('base'));
if (learning !== null) {
  const { answers, ...question } = learning;
  say(firstStepAtMs / 2, 'question', question);
}
sayAnswersAt(0, firstStepAtMs);
for (const step of training.steps) {
  const atMs = firstStepAtMs + step.elapsedMs;
  say(atMs, 'step', rounded(step));
  for (const validation of training.validations) if (validation.step === step.step) say(atMs, 'validation', validation);
  if (step.step < training.steps.length) sayAnswersAt(step.step, atMs);
}
sayAnswersAt(training.steps.length, endAtMs);
say(endAtMs, 'evaluation', evaluationOf('tuned'));
say(endAtMs, 'comparison', evaluation.comparison);
for (const [at, prediction] of predictions.entries()) {
  const share = (at + 1) / (predictions.length + 1);
  say(endAtMs + share * (run.elapsedMs - endAtMs), 'prediction', { ...prediction, total: predictions.length });
}
say(run.elapsedMs, 'done', {
  status: run.status,
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
  elapsedMs: run.elapsedMs,
});

const recording = {
  formatVersion: 1,
  recordedAt: run.startedAt,
  fileName: run.data.origin.files[0],
  rows: Object.fromEntries(Object.entries(run.data.parts).map(([part, { rows }]) => [part, rows])),
  config: run.config,
  events,
};
writeFileSync(out, `${JSON.stringify(recording)}\n`);
console.log(`${out}: ${events.length} events, ${statSync(out).size} bytes, recorded on ${run.gpu.name}`);

function sayAnswersAt(step, atMs) {
  const isLast = step === training.steps.length;
  for (const answer of learning?.answers ?? []) {
    // The last answer is by the adapter that is kept, whichever step that is of.
    if (isLast ? answer.percent === 100 : answer.percent < 100 && answer.step === step) say(atMs, 'answer', answer);
  }
}

function evaluationOf(model) {
  const rowLosses = evaluation.rows.map(({ [model]: lossSum, tokens }) => ({ lossSum, tokens }));
  return { model, part: evaluation.part, ...evaluation[model], rowLosses };
}

/** Six figures are more than a chart shows. */
function rounded(record) {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, Number.isInteger(value) ? value : Number(value.toPrecision(6))]),
  );
}
