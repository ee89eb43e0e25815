import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../run/events.ts';
import type { TrialRecord } from '../run/trialRecord.ts';
import { parseAdapterList } from './adapters.ts';
import { listenForInterrupts } from './interrupt.ts';
import { barLine } from './progressBar.ts';
import { createReporter } from './runReporter.ts';
import { type FakeIo, fakeIo } from './testing/fakeIo.ts';

let io: FakeIo;
beforeEach(() => {
  io = fakeIo();
});
afterEach(() => io.remove());

const step = (number: number, loss: number): RunEvent => ({
  event: 'step',
  step: number,
  totalSteps: 20,
  epoch: 0.5,
  loss,
  lr: 1e-4,
  gradNorm: 0.5,
  tokens: 100,
  supervisedTokens: 50,
  elapsedMs: 1,
  tokensPerSec: 1000,
});

describe('the text of a run', () => {
  it('has a line every loggingSteps with the mean loss since the last one, and the time left', () => {
    const report = createReporter(io, { json: false, loggingSteps: 2 });
    report(step(1, 3));
    io.wait(2000);
    report(step(2, 1));
    io.wait(2000);
    report(step(3, 10));
    expect(io.stdout).toHaveLength(1);
    expect(io.stdout[0]).toBe(
      '  step 2/20  epoch 0.50  loss 2.0000  lr 1.00e-4  grad 0.500  1,000 tokens/s  36 s left\n',
    );
  });

  it('draws nothing on what is no terminal', () => {
    createReporter(io, { json: false, loggingSteps: 1 })({ event: 'phase', phase: 'load', done: 1, total: 2 });
    expect(io.stderr).toEqual([]);
  });

  it('redraws one line on a terminal, ten times a second at most, and clears it before a line that stays', () => {
    io.remove();
    io = fakeIo({ isTerminal: true });
    const report = createReporter(io, { json: false, loggingSteps: 10 });
    const phase = (done: number): RunEvent => ({ event: 'phase', phase: 'base', done, total: 100 });
    io.wait(1000);
    report(phase(1));
    report(phase(2));
    expect(io.stderr).toHaveLength(1);
    report(phase(100));
    expect(io.stderr).toHaveLength(2);
    report({
      event: 'validation',
      step: 5,
      loss: 2,
      perplexity: 7.389,
      tokens: 10,
      rows: 2,
      best: true,
      base: { loss: 3, perplexity: 20.086 },
    });
    expect(io.stderr.at(-1)).toBe('\r\u001b[K');
    expect(io.stdout).toEqual([
      '  validation after step 5: loss 2.0000, perplexity 7.389 (best so far); the base on these rows: 20.09\n',
    ]);
  });
});

describe('the JSON lines of a run', () => {
  it('are the events, of a phase its begin and end', () => {
    const report = createReporter(io, { json: true, loggingSteps: 10 });
    for (const done of [0, 1, 2]) report({ event: 'phase', phase: 'base', done, total: 2 });
    report(step(1, 3));
    const events = io.stdout.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ event, done }) => [event, done])).toEqual([
      ['phase', 0],
      ['phase', 2],
      ['step', undefined],
    ]);
    expect(events[2]).toMatchObject({ step: 1, loss: 3, lr: 1e-4, gradNorm: 0.5, tokensPerSec: 1000 });
  });
});

describe('the trials of a grid', () => {
  const trial = (number: number, changes: Partial<TrialRecord> = {}): RunEvent => ({
    event: 'trial',
    total: 2,
    number,
    learningRate: number === 1 ? 1e-4 : 1e-3,
    batchSize: 2,
    differs: {},
    status: 'waiting',
    reason: null,
    steps: 0,
    totalSteps: 20,
    finalTrainingLoss: null,
    bestValidationLoss: null,
    bestStep: null,
    testLoss: null,
    testPerplexity: null,
    elapsedMs: 0,
    folder: null,
    curve: [],
    ...changes,
  });
  const figures = {
    steps: 20,
    finalTrainingLoss: 1.5,
    bestValidationLoss: 1.6,
    testPerplexity: 4.2,
    elapsedMs: 9_960,
  };
  const chosen: RunEvent = { event: 'chosen', number: 1, learningRate: 1e-4, batchSize: 2, events: [] };
  const done = { event: 'done', status: 'finished', trainMs: 1, steps: 20, adapterStep: 20 };
  const losses = { finalTrainingLoss: 1.5, baseLoss: 2, basePerplexity: 7, tunedLoss: 1.4, tunedPerplexity: 4.1 };
  const events = [
    ...[trial(1), trial(2), trial(1, { status: 'running' }), trial(1, { status: 'finished', ...figures })],
    trial(2, { status: 'running' }),
    trial(2, { status: 'failed', steps: 3, elapsedMs: 30_000, reason: 'Not finite.' }),
    ...[chosen, { ...done, ...losses } as unknown as RunEvent],
  ];

  it('are named as they begin and end, with a table of all in the end', () => {
    const report = createReporter(io, { json: false, loggingSteps: 10 });
    for (const event of events) report(event);
    const lines = io.stdout.join('').split('\n');
    expect(lines.filter((line) => line.startsWith('Trial '))).toEqual([
      'Trial 1 of 2: learning rate 1e-4, batch size 2',
      'Trial 1 of 2 (learning rate 1e-4, batch size 2) finished after 20 steps: final training loss 1.5000, best validation loss 1.6000, test perplexity 4.200',
      'Trial 2 of 2: learning rate 0.001, batch size 2',
      'Trial 2 of 2 (learning rate 0.001, batch size 2) failed after 3 steps. Not finite.',
      'Trial  Learning rate  Batch size  Final training loss  Best validation loss  Test perplexity  Time  Outcome',
    ]);
    expect(lines.slice(-4, -2)).toEqual([
      '    1           1e-4           2               1.5000                1.6000            4.200  10 s  finished, best',
      '    2          0.001           2                    -                     -                -  30 s  failed',
    ]);
  });

  it('stand in the progress bar', () => {
    io.remove();
    io = fakeIo({ isTerminal: true });
    const report = createReporter(io, { json: false, loggingSteps: 10 });
    report(trial(2, { status: 'running' }));
    report(step(1, 3));
    expect(io.stderr.at(-1)).toContain('trial 2 of 2  step 1/20');
  });

  it('are JSON lines, the best one without the steps that were told before', () => {
    const report = createReporter(io, { json: true, loggingSteps: 10 });
    for (const event of events) report(event);
    const lines = io.stdout.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ event, number, status }) => [event, number, status]).slice(2, 4)).toEqual([
      ['trial', 1, 'running'],
      ['trial', 1, 'finished'],
    ]);
    expect(lines.at(-2)).toEqual({ event: 'chosen', number: 1 });
  });
});

describe('barLine', () => {
  it('fills with the share done and fits the width', () => {
    expect(barLine('Training', 5, 10, 'step 5/10', 80)).toBe('Training   [############............]  50 %  step 5/10');
    expect(barLine('Training', 5, 10, 'x'.repeat(100), 40)).toHaveLength(39);
    expect(barLine('Training', 0, 0, '', 80)).toContain('  0 %');
  });
});

describe('Ctrl-C', () => {
  it('first stops and keeps, then aborts, then is given back', () => {
    const { stop, abort, release } = listenForInterrupts(io);
    expect([stop?.aborted, abort?.aborted]).toEqual([false, false]);
    io.interrupt();
    expect([stop?.aborted, abort?.aborted]).toEqual([true, false]);
    expect(io.stderr.join('')).toContain('what was learned so far is kept');
    io.interrupt();
    expect([stop?.aborted, abort?.aborted]).toEqual([true, true]);
    release();
    expect(io.interrupt()).toBe(false);
  });
});

describe('parseAdapterList', () => {
  it("reads Dawn's list of adapters", () => {
    const message =
      "no suitable backends found\nAvailable adapters:\n * backend: 'vulkan', name: 'NVIDIA H100 80GB HBM3'\n * backend: 'vulkan', name: 'SwiftShader Device (Subzero)'\n";
    expect(parseAdapterList(message)).toEqual([
      { backend: 'vulkan', name: 'NVIDIA H100 80GB HBM3' },
      { backend: 'vulkan', name: 'SwiftShader Device (Subzero)' },
    ]);
    expect(parseAdapterList('no suitable backends found')).toEqual([]);
  });
});
