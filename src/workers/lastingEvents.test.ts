import { expect, test } from 'vitest';
import type { RunEvent } from '../run/events.ts';
import { createLastingEvents } from './lastingEvents.ts';

const figures = { loss: 1, perplexity: 2, tokens: 3, rows: 4, rowLosses: [] };
const evaluation = (model: 'base' | 'tuned', loss = 1): RunEvent => ({
  event: 'evaluation',
  model,
  part: 'test',
  ...figures,
  loss,
});
const trial = (number: number, status: string) => ({ event: 'trial', number, status }) as unknown as RunEvent;
const comparison = { event: 'comparison', part: 'test' } as unknown as RunEvent;
const ready = { event: 'ready' } as unknown as RunEvent;
const restored: RunEvent = { event: 'restored', step: 1, steps: [], validations: [], answers: [] };

function lastingOf(events: readonly RunEvent[]): readonly RunEvent[] {
  const lasting = createLastingEvents();
  for (const event of events) lasting.take(event);
  return lasting.all();
}

test('what was said before a checkpoint that a run goes on from is forgotten', () => {
  expect(lastingOf([ready, evaluation('base'), restored, ready])).toEqual([ready]);
});

test('of the trials of a grid the last state of each stays, and what the chosen one had said', () => {
  const told = [restored, evaluation('base'), evaluation('tuned', 5), comparison];
  const all = lastingOf([
    ...[trial(1, 'waiting'), trial(2, 'waiting'), trial(1, 'running'), ready, evaluation('base')],
    ...[evaluation('tuned', 5), comparison, trial(1, 'finished')],
    ...[trial(2, 'running'), evaluation('tuned', 6), comparison, trial(2, 'finished')],
    { event: 'chosen', number: 1, learningRate: 1, batchSize: 1, events: told },
    { event: 'prediction' } as unknown as RunEvent,
  ]);
  expect(all.map(({ event }) => event)).toEqual([
    ...['ready', 'trial', 'trial', 'evaluation', 'evaluation', 'comparison', 'prediction'],
  ]);
  expect(all.filter(({ event }) => event === 'trial')).toEqual([trial(1, 'finished'), trial(2, 'finished')]);
  expect(all.filter(({ event }) => event === 'evaluation')).toEqual([evaluation('base'), evaluation('tuned', 5)]);
});
