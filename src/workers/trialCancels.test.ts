import { expect, test } from 'vitest';
import type { RunEvent } from '../run/events.ts';
import { createTrialCancels } from './trialCancels.ts';

const trial = (number: number, status: string, folder: string | null = null) =>
  ({ event: 'trial', number, status, folder }) as unknown as RunEvent;

test('one trial is cancelled by its number, whenever its signal is asked for', () => {
  const cancels = createTrialCancels();
  const second = cancels.signalOf(2);
  cancels.cancel(2);
  cancels.cancel(3);
  expect([cancels.signalOf(1).aborted, second.aborted, cancels.signalOf(3).aborted]).toEqual([false, true, true]);
});

test('the rest is cancelled only where something is kept, and something is left', () => {
  const cancels = createTrialCancels();
  for (const number of [1, 2, 3]) cancels.take(trial(number, 'waiting'));
  expect(cancels.cancelRest()).toBe(false);
  cancels.take(trial(1, 'finished', 'trials/1'));
  cancels.take(trial(2, 'running'));
  expect(cancels.cancelRest()).toBe(true);
  expect([1, 2, 3].map((number) => cancels.signalOf(number).aborted)).toEqual([false, true, true]);
  // Once the best is chosen only its answers are left, and those end another way.
  cancels.take({ event: 'chosen' } as unknown as RunEvent);
  expect(cancels.cancelRest()).toBe(false);
});
