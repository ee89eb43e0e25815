import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMetricLog } from './metricLog.ts';
import { playedUntil } from './player.ts';
import { eventsOf, type Recording, recordedOn } from './recording.ts';

const recording: Recording = JSON.parse(
  readFileSync(new URL('../../public/recorded/sample.json', import.meta.url), 'utf8'),
);

test('the recording that ships is whole: played to its end it has everything that the screens show', () => {
  const log = createMetricLog({ now: () => 0, later: () => undefined });
  const { facts, next } = playedUntil(recording, { facts: null, next: 0 }, Number.POSITIVE_INFINITY, log);
  expect(next).toBe(recording.events.length);
  expect(log.length).toBe(log.totalSteps);
  expect(log.validations.length).toBeGreaterThan(0);
  for (const part of [facts.ready, facts.base, facts.tuned, facts.comparison, facts.done]) expect(part).not.toBe(null);
  expect(facts.predictions.length).toBe(facts.predictions[0]?.total);
  expect(eventsOf(recording, 'answer').map(({ percent }) => percent)).toEqual([0, 25, 50, 100]);
  expect(eventsOf(recording, 'question')).toHaveLength(1);
  expect(recordedOn(recording).gpu).not.toBe('');
});

test('time is what decides: nothing is told before its moment, and nothing twice', () => {
  const log = createMetricLog({ now: () => 0, later: () => undefined });
  const times = recording.events.map(({ atMs }) => atMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const firstStepMs = recording.events.find(({ event }) => event.event === 'step')?.atMs ?? 0;
  const before = playedUntil(recording, { facts: null, next: 0 }, firstStepMs - 1, log);
  expect(log.length).toBe(0);
  const at = playedUntil(recording, before, firstStepMs, log);
  playedUntil(recording, at, firstStepMs, log);
  expect(log.length).toBe(1);
});
