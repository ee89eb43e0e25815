import { expect, test } from 'vitest';
import type { ModelLook } from '../workers/hubApi.ts';
import { roomFor } from './hubRoom.ts';

const look: ModelLook = {
  model: {
    ...{ id: 'a/b', commit: 'c'.repeat(40), licence: null, gated: false, architecture: null },
    ...{ files: [], sizeBytes: 100 },
  },
  support: { kind: 'supported', family: 'llama', parameters: 1, formBytes: 40 },
  refused: null,
  keptBytes: 0,
  complete: false,
};

test('room for the model and its 4-bit form, for the model alone, or not even for that', () => {
  expect(roomFor(look, 140)).toEqual({ kind: 'all' });
  expect(roomFor(look, 139)).toEqual({ kind: 'model' });
  expect(roomFor(look, 99)).toEqual({ kind: 'none', needBytes: 100 });
});

test('what is here already needs none; a browser that does not say is tried', () => {
  expect(roomFor({ ...look, keptBytes: 60 }, 50)).toEqual({ kind: 'model' });
  expect(roomFor({ ...look, keptBytes: 100, complete: true }, 0)).toEqual({ kind: 'all' });
  expect(roomFor(look, null)).toEqual({ kind: 'all' });
});
