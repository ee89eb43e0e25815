import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { downloadModel } from '../hub/hubDownload.ts';
import { parseHubName } from '../hub/hubName.ts';
import { openCachedModel } from '../hub/openHubModel.ts';
import { type HubServer, type ServedModel, startHub } from '../hub/testing/hubServer.ts';
import { type MemoryStore, memoryStore } from '../hub/testing/memoryStore.ts';
import { lookAtModel } from './lookAtModel.ts';
import { withNf4Cache } from './nf4Cache.ts';

const MINI = new URL('../../public/models/mini/', import.meta.url);
const NAMES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];
const mini: ServedModel = {
  ...{ id: 'owner/mini', commit: 'd'.repeat(40), licence: 'cc-by-4.0' },
  files: new Map(NAMES.map((name) => [name, readFileSync(new URL(name, MINI))])),
};
const withConfig = (id: string, config: object, rest: Partial<ServedModel> = {}): ServedModel => ({
  ...{ ...mini, id, ...rest },
  files: new Map([...mini.files, ['config.json', new TextEncoder().encode(JSON.stringify(config))]]),
});

let server: HubServer;
let store: MemoryStore;
beforeEach(async () => {
  server = await startHub([
    mini,
    { ...mini, id: 'owner/gated', gatedFor: 'hf_good' },
    withConfig('owner/gemma', { model_type: 'gemma2' }),
    withConfig('owner/scaled', {
      ...JSON.parse(readFileSync(new URL('config.json', MINI), 'utf8')),
      rope_scaling: { rope_type: 'yarn', factor: 4 },
    }),
  ]);
  store = memoryStore();
});
afterEach(() => server.close());

const connection = (token: string | null = null) => ({
  ...{ endpoint: server.endpoint, token, fetch: (url: string, init?: RequestInit) => fetch(url, init) },
  sleep: async () => undefined,
});
const look = (name: string, token: string | null = null) => lookAtModel(connection(token), parseHubName(name), store);

test('size, licence and what it computes are known before a weight is fetched; the 4-bit form is about as large as said', async () => {
  const seen = await look('owner/mini');
  expect(seen).toMatchObject({
    model: { licence: 'cc-by-4.0', gated: false },
    support: { kind: 'supported', family: 'llama' },
    ...{ refused: null, keptBytes: 0, complete: false },
  });
  expect(server.log.filter((line) => line.includes('safetensors'))).toEqual([]);

  const request = { model: seen.model, revision: 'main', connection: connection(), store };
  const cached = await downloadModel(request);
  expect(await look('owner/mini')).toMatchObject({ keptBytes: seen.model.sizeBytes, complete: true });
  await withNf4Cache({ store, cached, model: await openCachedModel(store, cached), doubleQuant: true });
  const made = (await store.size(`${cached.folder}/nf4-double.safetensors`)) ?? 0;
  const { formBytes } = seen.support as { formBytes: number };
  expect(Math.abs(made / formBytes - 1)).toBeLessThan(0.1);
});

test('a gate shows before the download: with what to do, and as open for a token that has passed it', async () => {
  const closed = await look('owner/gated');
  expect(closed).toMatchObject({ model: { gated: true }, refused: { reason: 'token' }, support: { kind: 'unknown' } });
  expect(closed.refused?.message).toContain('Accept the conditions on');
  expect((await look('owner/gated', 'hf_other')).refused?.reason).toBe('gate');
  expect(await look('owner/gated', 'hf_good')).toMatchObject({ refused: null, support: { kind: 'supported' } });
});

test.each([
  ['owner/gemma', 'The architecture "gemma2" is not supported. Supported: llama, mistral, qwen2, qwen3, smollm3.'],
  ['owner/scaled', 'The rotary scaling "yarn" is not supported.'],
])('%s is refused by name', async (name, message) => {
  const { support } = await look(name);
  expect(support).toMatchObject({ kind: 'unsupported', message: expect.stringContaining(message) });
});

test('GGUF files are judged by the architecture that the Hub names', async () => {
  const answer = (architecture: string) =>
    JSON.stringify({
      ...{ sha: 'e'.repeat(40), gguf: { architecture }, siblings: [{ rfilename: 'm.gguf', size: 9 }] },
    });
  const support = async (architecture: string) =>
    (
      await lookAtModel(
        { ...connection(), fetch: async () => new Response(answer(architecture)) },
        parseHubName('o/m/m.gguf'),
        store,
      )
    ).support.kind;
  expect([await support('qwen2'), await support('gemma3')]).toEqual(['unknown', 'unsupported']);
});
