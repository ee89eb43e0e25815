import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSha256, fingerprint, sha256 } from './hash.ts';

describe('sha256', () => {
  it('gives the digests of the standard', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('equals the platform around every padding boundary, also on a view with an offset', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 37 + 11) % 256);
    for (let n = 0; n < 200; n++) {
      const part = bytes.subarray(3, 3 + n);
      expect(sha256(part), `length ${n}`).toBe(createHash('sha256').update(part).digest('hex'));
    }
  });

  it('counts a text as UTF-8', () => {
    expect(sha256('Füße 🦶')).toBe(createHash('sha256').update('Füße 🦶', 'utf8').digest('hex'));
  });
});

describe('fingerprint', () => {
  it('is 16 hex digits that change with the data', () => {
    expect(fingerprint('abc')).toBe('ba7816bf8f01cfea');
    expect(fingerprint('abd')).not.toBe(fingerprint('abc'));
  });
});

it('gives the same hash for bytes in pieces of any size', () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) % 256);
  for (const piece of [1, 55, 56, 63, 64, 65, 127, 128, 999]) {
    const hash = createSha256();
    for (let at = 0; at < bytes.length; at += piece) hash.update(bytes.subarray(at, at + piece));
    expect(hash.digest(), `pieces of ${piece}`).toBe(sha256(bytes));
  }
});
