import { describe, expect, it } from 'vitest';
import { sha256 } from '../lib/hash.ts';
import { unzip, zipFiles } from './zip.ts';

const text = (value: string) => new TextEncoder().encode(value);
const files = [
  { name: 'adapter_model.safetensors', bytes: new Uint8Array(5000) },
  { name: 'data/train.jsonl', bytes: text('{"prompt":"a"}\n'.repeat(100)) },
  { name: 'empty.txt', bytes: new Uint8Array(0) },
];

describe('zipFiles', () => {
  it('is read back, files in folders and empty files included', () => {
    expect(unzip(zipFiles(files))).toEqual(files);
  });

  it('gives the same bytes in every time zone and at every moment', () => {
    const zone = process.env['TZ'];
    const hashes = ['UTC', 'Pacific/Auckland', 'America/Los_Angeles'].map((name) => {
      process.env['TZ'] = name;
      return sha256(zipFiles(files));
    });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(new Set(hashes).size).toBe(1);
  });

  it('stores weights and compresses text', () => {
    expect(zipFiles(files.slice(0, 1)).length).toBeGreaterThan(5000);
    expect(zipFiles(files.slice(1, 2)).length).toBeLessThan(400);
  });

  it('refuses two files of one name', () => {
    expect(() => zipFiles([...files, ...files])).toThrow('duplicate name "adapter_model.safetensors"');
  });
});

describe('unzip', () => {
  it('refuses what is no zip, and what is cut off', () => {
    expect(() => unzip(text('PK, but no archive'), 'a.zip')).toThrow('a.zip: not a readable zip file');
    expect(() => unzip(zipFiles(files).subarray(0, 3000), 'a.zip')).toThrow('a.zip: not a readable zip file');
  });

  it('refuses to unpack more than the limit', () => {
    expect(() => unzip(zipFiles(files), 'a.zip', 5000)).toThrow('a.zip: unpacks to more than 5.00 kB');
  });

  it('leaves out folder entries', () => {
    expect(unzip(zipFiles([{ name: 'folder/', bytes: new Uint8Array(0) }, ...files]))).toHaveLength(files.length);
  });
});
