import { describe, expect, test } from 'vitest';
import { alignBytes, persistentBuffer, slice, transientBuffer } from './buffers.ts';

describe('buffers', () => {
  test('are whole multiples of 256 bytes, so that what follows can be bound', () => {
    expect([0, 1, 256, 257].map(alignBytes)).toEqual([0, 256, 256, 512]);
    expect(persistentBuffer('a', 0)).toEqual({ name: 'a', sizeBytes: 256, lifetime: 'persistent' });
    expect(transientBuffer('b', 1000)).toEqual({ name: 'b', sizeBytes: 1024, lifetime: 'transient' });
  });
});

describe('a slice', () => {
  const buffer = persistentBuffer('adapter', 1024);

  test('counts in elements of 4 bytes', () => {
    expect(slice(buffer, 64, 10)).toEqual({ buffer, offsetBytes: 256, sizeBytes: 40 });
    expect(slice(buffer, 128)).toEqual({ buffer, offsetBytes: 512, sizeBytes: 512 });
    expect(slice(buffer)).toEqual({ buffer, offsetBytes: 0, sizeBytes: 1024 });
  });

  test('begins at a multiple of 256 bytes', () => {
    expect(() => slice(buffer, 63)).toThrow('adapter bound at byte 252, not a multiple of 256');
  });

  test('ends inside the buffer', () => {
    expect(slice(buffer, 64, 192).sizeBytes).toBe(768);
    expect(() => slice(buffer, 64, 193)).toThrow('adapter has 1024 bytes, bound up to 1028');
  });
});
