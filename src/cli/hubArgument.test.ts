import { readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoGguf } from '../hub/testing/demoGguf.ts';
import { type HubServer, startHub } from '../hub/testing/hubServer.ts';
import { laterRefusal } from '../text/testing/refusal.ts';
import { openModelArgument } from './diskModel.ts';
import { type FakeIo, fakeIo } from './testing/fakeIo.ts';

const NAMES = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'README.md',
  'model.safetensors',
];
const demo = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../public/models/mini/${name}`, import.meta.url)));
const COMMIT = '0123456789abcdef'.repeat(3).slice(0, 40);

let server: HubServer;
let base: FakeIo;
beforeEach(async () => {
  server = await startHub([
    { id: 'demo/mini', commit: COMMIT, files: new Map(NAMES.map((name) => [name, demo(name)])), licence: 'cc-by-4.0' },
    { id: 'demo/gguf', commit: COMMIT, files: new Map([['mini.F16.gguf', demoGguf()]]) },
  ]);
  base = fakeIo();
});
afterEach(async () => {
  await server.close();
  base.remove();
});
const open = (spec: string, env: Record<string, string> = {}) => {
  const io = { ...base, env: { HF_ENDPOINT: server.endpoint, TABTUNE_CACHE: join(base.cwd, 'cache'), ...env } };
  return openModelArgument(spec, io);
};
const formOf = (spec: string) =>
  openModelArgument(
    spec,
    { ...base, env: { HF_ENDPOINT: server.endpoint, TABTUNE_CACHE: join(base.cwd, 'cache') } },
    { nf4: { doubleQuant: true } },
  );
const cached = (name = '') => join(base.cwd, 'cache', 'hub', `demo--mini--${COMMIT.slice(0, 12)}`, name);

describe('--model hf:owner/name', () => {
  it('downloads once, says what and how large, and opens the model under its name', async () => {
    const model = await open('hf:demo/mini');
    expect(model).toMatchObject({ id: 'demo/mini', licence: 'cc-by-4.0' });
    expect(model.tensors.tensors.length).toBe(38);
    expect(base.stderr.join('')).toContain(`demo/mini at ${COMMIT.slice(0, 12)}: 2.23 MB, licence cc-by-4.0, kept in `);
    expect(readdirSync(cached()).sort()).toEqual([...NAMES, 'manifest.json'].sort());
    const before = server.log.length;
    await open('hf:demo/mini@main');
    expect(server.log.slice(before)).toEqual(['hub GET /api/models/demo/mini/revision/main?blobs=true']);
  });

  it('works without the Hub once the model is there', async () => {
    expect(await laterRefusal(open('hf:demo/other', { HF_ENDPOINT: 'nowhere' }))).toContain(
      'HF_ENDPOINT: "nowhere" is no address',
    );
    await open('hf:demo/mini');
    const before = server.log.length;
    expect((await open('hf:demo/mini', { HF_HUB_OFFLINE: '1' })).id).toBe('demo/mini');
    expect(server.log.length).toBe(before);
    expect(base.stderr.join('')).toContain('demo/mini: the Hub was not reached; the copy of 0123456789ab is used.');
    await expect(open('hf:demo/mini@v2', { HF_HUB_OFFLINE: '1' })).rejects.toThrow('HF_HUB_OFFLINE is set');
  });

  it('goes on after a cut, on disk too', async () => {
    server.troubles.push({ at: '/-/model.safetensors', kind: 'cut', afterBytes: 500_000 });
    const model = await open('hf:demo/mini', {});
    expect(model.tensors.tensors.length).toBe(38);
    expect(base.stderr.join('')).toContain('Trying again.');
    expect(Buffer.compare(readFileSync(cached('model.safetensors')), demo('model.safetensors'))).toBe(0);
  });

  it('refuses a copy that lost bytes, by the file', async () => {
    await open('hf:demo/mini');
    truncateSync(cached('tokenizer.json'), 10);
    expect(await laterRefusal(open('hf:demo/mini', { HF_HUB_OFFLINE: '1' }))).toBe(
      'demo/mini/tokenizer.json: is not whole in the cache. Delete the cached model and download it again.',
    );
    rmSync(cached(), { recursive: true });
    expect((await open('hf:demo/mini')).id).toBe('demo/mini');
  });

  it('keeps the 4-bit form beside it, and starts from that', async () => {
    const first = await formOf('hf:demo/mini');
    expect(readdirSync(cached())).toContain('nf4-double.safetensors');
    const name = 'model.layers.0.mlp.up_proj.weight';
    const tensor = await first.tensors.readNf4?.(name, { doubleQuant: true });
    const again = await formOf('hf:demo/mini');
    expect(await again.tensors.readNf4?.(name, { doubleQuant: true })).toEqual(tensor);
    expect(tensor?.shape).toEqual([384, 128]);
  });

  it('opens one GGUF file of a model', async () => {
    const model = await open('hf:demo/gguf/mini.F16.gguf');
    expect(model.id).toBe('demo/gguf');
    expect(model.tensors.tensors.length).toBe(38);
  });

  it('refuses what names no model', async () => {
    expect(await laterRefusal(open('hf:a/b/c'))).toContain('--model hf:a/b/c: "hf:a/b/c" names no model of the Hub');
  });
});
