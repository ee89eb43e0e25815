import { expect, test } from 'vitest';
import { createRunControl } from './runControl.ts';

function controlled() {
  const clock = { ms: 1000 };
  return { clock, control: createRunControl({ now: () => clock.ms, saveEveryMs: 30_000 }) };
}

test('a checkpoint is wanted every 30 seconds, counted from the last one', () => {
  const { clock, control } = controlled();
  expect(control.saveWanted()).toBe(false);
  clock.ms += 30_000;
  expect(control.saveWanted()).toBe(true);
  control.saved();
  clock.ms += 29_999;
  expect(control.saveWanted()).toBe(false);
  control.requestSave();
  expect(control.saveWanted()).toBe(true);
  control.saved();
  expect(control.saveWanted()).toBe(false);
});

test('a pause lasts until it is resumed, however often it was asked for', async () => {
  const { control } = controlled();
  expect(control.pause()).toBeNull();
  control.requestPause();
  const pause = control.pause();
  control.requestPause();
  expect(control.pause()).toBe(pause);
  control.resume();
  await pause;
  expect(control.pause()).toBeNull();
  control.resume();
});
