import { describe, expect, it } from 'vitest';
import { fileMapModel } from './fileMapModel.ts';

const bytes = Uint8Array.of(1, 2, 3, 4);

describe('fileMapModel', () => {
  it('cuts off the folder of a dropped model and takes its name', async () => {
    const files = fileMapModel(
      new Map([
        ['home/my-model/config.json', bytes],
        ['home/my-model/original/config.json', bytes],
        ['home/notes.txt', bytes],
      ]),
    );
    expect(files.id).toBe('my-model');
    expect(await files.list()).toEqual(['config.json', 'original/config.json']);
  });

  it('reads ranges of bytes and blobs alike, as copies', async () => {
    const files = fileMapModel(
      new Map<string, Blob | Uint8Array>([
        ['a', bytes],
        ['b', new Blob([bytes])],
      ]),
      'm',
    );
    for (const name of ['a', 'b']) {
      expect(await files.size(name)).toBe(4);
      expect(Array.from(await files.read(name, 1, 3))).toEqual([2, 3]);
      const whole = await files.read(name);
      whole[0] = 9;
      expect(Array.from(await files.read(name))).toEqual([1, 2, 3, 4]);
    }
    expect(await fileMapModel(new Map([['t', new Blob(['ä'])]])).text('t')).toBe('ä');
  });

  it('names the file that is not there or cannot be read any more', async () => {
    const gone = new Blob(['x']);
    gone.slice = () => {
      throw new Error('the file was moved');
    };
    const files = fileMapModel(new Map([['a', gone]]), 'm');
    await expect(files.size('b')).rejects.toThrow('m/b: there is no such file');
    await expect(files.read('a')).rejects.toThrow(
      'm/a: cannot be read (the file was moved). If the file was moved or changed',
    );
  });
});
