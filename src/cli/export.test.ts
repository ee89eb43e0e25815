import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openModel } from '../hub/openModel.ts';
import { RunError } from '../lib/errors.ts';
import { bytesFile } from '../run/export/exportFile.ts';
import { diskModelFiles } from './diskModel.ts';
import { writeExport } from './exportFolder.ts';
import { main } from './main.ts';
import { writeMiniAdapter } from './testing/adapterFixture.ts';
import { type FakeIo, fakeIo } from './testing/fakeIo.ts';

let io: FakeIo;
const at = (...names: string[]) => join(io.cwd, ...names);
const call = (...more: string[]) =>
  main(['export', '--model', 'mini', '--adapter', 'tuned', '--out', 'out', '--golden', '0', ...more], io);
const refused = async (message: string, ...more: string[]) => {
  expect(await call(...more)).toBe(2);
  expect(io.stderr.join('')).toContain(message);
};
beforeEach(() => {
  io = fakeIo();
  writeMiniAdapter(at('tuned'));
});
afterEach(() => io.remove());

describe('tabtune export', () => {
  it('writes every form into folders of their own, and says how large they are', async () => {
    expect(await call()).toBe(0);
    expect(readdirSync(at('out')).sort()).toEqual(['README.md', 'adapter', 'gguf', 'merged']);
    expect(readdirSync(at('out', 'gguf')).sort()).toEqual([
      ...['Modelfile-adapter', 'Modelfile-f16', 'Modelfile-q8_0'],
      ...['mini-tuned-f16.gguf', 'mini-tuned-lora.gguf', 'mini-tuned-q8_0.gguf'],
    ]);
    expect(io.stdout.join('')).toContain('2.10 MB  merged/model.safetensors\n');
    expect((await openModel(diskModelFiles(at('out', 'merged')))).tensors.tensors.length).toBe(38);
    for (const name of ['adapter_config.json', 'adapter_model.safetensors'])
      expect(readFileSync(at('out', 'adapter', name))).toEqual(readFileSync(at('tuned', name)));
  });

  it('replaces an earlier export only when told to, and leaves no shards of it', async () => {
    expect(await call('--form', 'merged', '--shard-size', '1MB')).toBe(0);
    expect(readdirSync(at('out', 'merged')).filter((name) => name.endsWith('.safetensors')).length).toBe(3);
    writeFileSync(at('out', 'merged', 'notes.txt'), 'mine');
    await refused('--out out: is not empty. Choose another folder, or add --force', '--form', 'merged');
    expect(await call('--form', 'merged', '--force')).toBe(0);
    expect(readdirSync(at('out', 'merged')).filter((name) => /^model|notes/.test(name))).toEqual([
      'model.safetensors',
      'notes.txt',
    ]);
  });

  it.each([
    ['an unknown form', ['--form', 'merged,onnx'], '--form: "onnx" is no form of export. Known: adapter, merged'],
    ['an unknown type', ['--dtype', 'int8'], '--dtype: is "int8". Use auto, f16, bf16 or f32.'],
    ['a shard size without a unit', ['--shard-size', '5'], '--shard-size: is "5". Write it like 5GB or 500MB'],
    ['a name that is a path', ['--name', '../x'], '--name: "../x" cannot be a file name everywhere'],
    ['too many golden tokens', ['--golden', '65'], '--golden: is "65". Give a whole number from 0 to 64.'],
  ])('refuses %s', async (_, flags, message) => {
    expect(await main(['export', '--model', 'mini', '--adapter', 'tuned', '--out', 'out', ...flags], io)).toBe(2);
    expect(io.stderr.join('')).toContain(message);
  });

  it('refuses the form of an adapter without one, and an adapter of another model', async () => {
    expect(await main(['export', '--model', 'mini', '--out', 'out', '--form', 'adapter'], io)).toBe(2);
    expect(io.stderr.join('')).toContain('--form: "adapter" needs --adapter');
    expect(await main(['export', '--model', 'small', '--adapter', 'tuned', '--out', 'out', '--golden', '0'], io)).toBe(
      2,
    );
    expect(io.stderr.join('')).toContain('the adapter does not fit this model');
    expect(io.stderr.join('')).toContain('It was made for mini: use it with that model.');
  });

  it('takes the quantisation out of run.json, and refuses one that is none', async () => {
    writeFileSync(at('tuned', 'run.json'), JSON.stringify({ config: { doubleQuant: false } }));
    expect(await call('--form', 'adapter')).toBe(0);
    expect(readFileSync(at('out', 'README.md'), 'utf8')).toContain('bnb_4bit_use_double_quant=False');
    writeFileSync(at('tuned', 'run.json'), '{}');
    await refused('run.json: is not the record of a run', '--force');
  });
});

describe('writeExport', () => {
  it('leaves neither a draft nor half a file when it is stopped or the size is wrong', async () => {
    const broken = { ...bytesFile('a/b.bin', 'abc'), sizeBytes: 4 };
    await expect(writeExport(at('out'), [broken], () => undefined)).rejects.toThrow(RunError);
    expect(readdirSync(at('out', 'a'))).toEqual([]);
    mkdirSync(at('full'));
    const failing = {
      ...bytesFile('b.bin', ''),
      async *chunks() {
        yield new Uint8Array(3);
        throw new Error('read error');
      },
    };
    await expect(writeExport(at('full'), [failing], () => undefined)).rejects.toThrow('read error');
    expect(readdirSync(at('full'))).toEqual([]);
  });
});
