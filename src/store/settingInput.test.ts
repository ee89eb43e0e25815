import { expect, test } from 'vitest';
import { useConfig } from './config.ts';
import { changeSetting, leaveSetting, useDrafts } from './settingInput.ts';

test('half a number stays as typed and counts only when it is allowed', () => {
  changeSetting('alpha', '1.');
  expect(useDrafts.getState().alpha).toEqual({ typed: '1.', allowed: true });
  expect(useConfig.getState().alpha).toBe(1);
  changeSetting('alpha', '1.x');
  expect(useDrafts.getState().alpha?.allowed).toBe(false);
  expect(useConfig.getState().alpha).toBe(1);
});

test('leaving a field forgets an allowed draft and keeps a bad one in sight', () => {
  changeSetting('epochs', '3');
  changeSetting('rank', 'none');
  leaveSetting('epochs');
  leaveSetting('rank');
  expect(useDrafts.getState().epochs).toBeUndefined();
  expect(useDrafts.getState().rank?.typed).toBe('none');
  expect(useConfig.getState().epochs).toBe(3);
});

test('an empty field means nothing where a setting may be left open', () => {
  changeSetting('maxSteps', '20');
  expect(useConfig.getState().maxSteps).toBe(20);
  changeSetting('maxSteps', ' ');
  expect(useConfig.getState().maxSteps).toBeNull();
  changeSetting('epochs', '');
  expect(useDrafts.getState().epochs?.allowed).toBe(false);
});
