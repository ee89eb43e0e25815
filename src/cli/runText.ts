import type { ClassCounts } from '../evaluate/classCounts.ts';
import { formatBytes, formatDuration, formatNumber, formatPercent, formatPerplexity } from '../lib/format.ts';
import type { RunEvent } from '../run/events.ts';
import { tierText } from '../run/tierText.ts';
import {
  changeText,
  classesText,
  examplesText,
  outsideText,
  verdictText,
  winsText,
  worthText,
} from '../run/verdictText.ts';

type Of<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>;

/** The lines of a run that a person reads; what only moves the progress bar has none. */

export function readyLines(event: Of<'ready'>): string[] {
  const { gpu, tier, trainableParameters, parameters, peakBytes, totalSteps, resumedStep, checkpointing } = event;
  const share = ((100 * trainableParameters) / parameters).toFixed(2);
  return [
    `GPU: ${gpu.name}${gpu.software ? ' (software)' : ''}, ${formatBytes(peakBytes)} planned${checkpointing ? ', checkpointing on' : ''}`,
    ...(tier ? [`Precision: ${tierText(tier)}`] : []),
    `Adapter: ${formatNumber(trainableParameters)} of ${formatNumber(parameters)} parameters (${share} %), ${totalSteps} steps`,
    ...(resumedStep > 0 ? [`Going on after step ${resumedStep}.`] : []),
  ];
}

export function evaluationLine({ model, part, rows, loss, perplexity, tokens }: Of<'evaluation'>): string {
  const name = model === 'base' ? 'Base ' : 'Tuned';
  return (
    `${name} on ${formatNumber(rows)} ${part} rows: loss ${loss.toFixed(4)}, ` +
    `perplexity ${formatPerplexity(perplexity)} (${formatNumber(tokens)} answer tokens)`
  );
}

export function comparisonLines(event: Of<'comparison'>): string[] {
  const { part, outside } = event;
  const verdict =
    part === 'test' ? verdictText(event) : `Validation rows, which chose the adapter: ${changeText(event)}.`;
  return [verdict, `Row by row: ${winsText(event)}.`, ...(outside === null ? [] : [outsideText(outside)])];
}

export function repeatedLines({ rule, answers, sharing }: Of<'repeated'>): string[] {
  if (sharing === 0) return [];
  return [
    `${formatNumber(sharing)} of ${formatNumber(answers)} training answers have a phrase of ${rule.words} or more words that over ` +
      `${formatPercent(rule.share, 0)} of them share.`,
  ];
}

export function fewShotLines(event: Of<'fewShot'>): string[] {
  const { asked, shots, loss, perplexity, comparison } = event;
  const fit = shots < asked ? ` (${asked} do not fit)` : '';
  const figures = `loss ${loss.toFixed(4)}, perplexity ${formatPerplexity(perplexity)}`;
  return [`Base with ${examplesText(shots)} in the prompt${fit}: ${figures}.`, worthText(comparison)];
}

export function validationLine({ step, loss, perplexity, best, base }: Of<'validation'>): string {
  const figures = `loss ${loss.toFixed(4)}, perplexity ${formatPerplexity(perplexity)}`;
  const before = base ? `; the base on these rows: ${formatPerplexity(base.perplexity)}` : '';
  return `  validation after step ${step}: ${figures}${best ? ' (best so far)' : ''}${before}`;
}

/** The question that is watched, with the answer that it should get. */
export function questionLines({ prompt, reference }: Of<'question'>): string[] {
  return [
    'Same question, as it learns (model output, unchecked):',
    `  ${oneLine(prompt)}`,
    `  reference: ${oneLine(reference)}`,
  ];
}

export function answerLine({ percent, step, text, stop }: Of<'answer'>): string {
  const name = percent === 0 ? 'base' : `${percent === 100 ? 'kept' : `${percent} %`}, step ${step}`;
  return `  ${name}: ${oneLine(text) || '(nothing)'}${stop === 'stop' ? '' : ' …'}`;
}

/** `loss`: the mean since the last line, as transformers logs it. */
export function stepLine(event: Of<'step'>, loss: number, leftMs: number): string {
  const { step, totalSteps, epoch, lr, gradNorm, tokensPerSec } = event;
  return (
    `  step ${step}/${totalSteps}  epoch ${epoch.toFixed(2)}  loss ${loss.toFixed(4)}  lr ${lr.toExponential(2)}  ` +
    `grad ${gradNorm.toFixed(3)}  ${formatNumber(tokensPerSec)} tokens/s  ${formatDuration(leftMs)} left`
  );
}

/** What came of reading the written files back. */
export function selfCheckLine({ largestDifference, rows, tokens, problem }: Of<'selfCheck'>): string {
  if (largestDifference === null) return `The written files could not be read back: ${problem}.`;
  const difference = largestDifference === 0 ? '0' : largestDifference.toExponential(1);
  return `Read back: largest difference of a row's loss ${difference} (${rows} test rows, ${formatNumber(tokens)} answer tokens).`;
}

export function answersLine(model: string, counts: ClassCounts): string {
  const all = counts.matches + counts.vague + counts.wrong;
  return `Of ${formatNumber(all)} answers of ${model}: ${classesText(counts)} (judged by a text rule, not by a clinician).`;
}

export function doneLines(event: Of<'done'>): string[] {
  const { status, steps, adapterStep, baseLoss, basePerplexity, tunedLoss, tunedPerplexity } = event;
  const verb = status === 'stopped' ? 'Stopped after' : event.endedEarly ? 'Ended early, after' : 'Trained';
  const head = `${verb} ${steps} step${steps === 1 ? '' : 's'}`;
  const finalLoss = `Final training loss ${event.finalTrainingLoss.toFixed(4)}`;
  const perplexity = `${formatPerplexity(basePerplexity)} -> ${formatPerplexity(tunedPerplexity)}`;
  return [
    '',
    `${head} in ${formatDuration(event.trainMs)}; the adapter is that of step ${adapterStep}. ${finalLoss}.`,
    `Test loss ${baseLoss.toFixed(4)} -> ${tunedLoss.toFixed(4)}, perplexity ${perplexity}.`,
  ];
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
