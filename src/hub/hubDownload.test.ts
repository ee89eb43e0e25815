import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAborted, RunError, UserError } from '../lib/errors.ts';
import { type DownloadProgress, downloadModel } from './hubDownload.ts';
import { hubModel } from './hubInfo.ts';
import { parseHubName } from './hubName.ts';
import type { HubConnection } from './hubRequest.ts';
import { cachedModelFiles, isComplete, listCached } from './modelCache.ts';
import { type HubServer, type ServedModel, startHub } from './testing/hubServer.ts';
import { type MemoryStore, memoryStore } from './testing/memoryStore.ts';

const COMMIT = 'c'.repeat(40);
const weights = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) % 256);
const text = (value: string) => new TextEncoder().encode(value);
const FILES = new Map<string, Uint8Array>([
  ['config.json', text('{"model_type":"llama"}')],
  ['tokenizer.json', text('{}')],
  ['model.safetensors', weights],
  ['pytorch_model.bin', new Uint8Array(50_000)],
  ['original/consolidated.safetensors', new Uint8Array(50_000)],
]);
const open: ServedModel = {
  id: 'owner/open',
  commit: COMMIT,
  files: FILES,
  licence: 'apache-2.0',
  revisions: ['main', 'v1'],
};
const gated: ServedModel = { ...open, id: 'owner/gated', gatedFor: 'hf_good' };

let server: HubServer;
let store: MemoryStore;
let waits: number[];
beforeEach(async () => {
  server = await startHub([
    open,
    gated,
    { ...open, id: 'owner/ggufs', files: new Map([['m-Q8_0.gguf', weights]]) },
    {
      ...open,
      id: 'owner/pickle',
      files: new Map([
        ['config.json', text('{}')],
        ['pytorch_model.bin', weights],
      ]),
    },
  ]);
  store = memoryStore();
  waits = [];
});
afterEach(() => server.close());

const connect = (token: string | null = null): HubConnection => ({
  endpoint: server.endpoint,
  fetch: (url, init) => fetch(url, init),
  token,
  sleep: async (ms) => void waits.push(ms),
  silenceMs: 200,
});
const info = (name: string, token: string | null = null) => hubModel(connect(token), parseHubName(name));
async function download(
  name: string,
  options: { token?: string; onProgress?: (p: DownloadProgress) => void; signal?: AbortSignal } = {},
) {
  const { token = null, ...rest } = options;
  const model = await info(name, token);
  const { revision } = parseHubName(name);
  return downloadModel({ model, revision, connection: connect(token), store, ...rest });
}
const stored = () => store.files.get(`hub/owner--open--${'c'.repeat(12)}/model.safetensors`) ?? new Uint8Array();
const same = () => Buffer.compare(stored(), weights) === 0;
const failure = async (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('It succeeded.')),
    (error: unknown) => error as Error,
  );

describe('hubModel', () => {
  it('says before anything is downloaded what it is, how large, and under which licence', async () => {
    expect(await info('owner/open@v1')).toEqual({
      ...{ id: 'owner/open', commit: COMMIT, licence: 'apache-2.0', gated: false, architecture: 'llama' },
      files: [
        { name: 'config.json', sizeBytes: 22, sha256: null },
        { name: 'tokenizer.json', sizeBytes: 2, sha256: null },
        { name: 'model.safetensors', sizeBytes: 300_000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ],
      sizeBytes: 300_024,
    });
    expect((await info('owner/gated')).gated).toBe(true);
    expect(server.log).toEqual([
      'hub GET /api/models/owner/open/revision/v1?blobs=true',
      'hub GET /api/models/owner/gated/revision/main?blobs=true',
    ]);
  });

  it('takes one GGUF file where it is named', async () => {
    expect((await info('owner/ggufs/m-Q8_0.gguf')).files.map(({ name }) => name)).toEqual(['m-Q8_0.gguf']);
  });

  it.each([
    [
      'owner/none',
      'owner/none: ',
      'knows no such public model. Check the name; if it is private or gated, give a token.',
    ],
    ['owner/open@v9', 'owner/open: it has no revision "v9"', 'Leave the revision out'],
    ['owner/pickle', 'owner/pickle: holds no safetensors', 'Choose a model in the layout of transformers'],
    ['owner/ggufs', 'It holds GGUF files: name one, like owner/ggufs/m-Q8_0.gguf.', ''],
    ['owner/ggufs/x.gguf', 'owner/ggufs: holds no file "x.gguf". It holds m-Q8_0.gguf.', ''],
  ])('refuses %s', async (name, ...parts) => {
    const error = await failure(info(name));
    expect(error).toBeInstanceOf(UserError);
    for (const part of parts) expect(error.message).toContain(part);
  });

  it.each([
    ['a token that is not accepted', { status: 401 }, 'the token is not accepted (401). Copy it again'],
    [
      'a token that may not read this',
      { status: 403, headers: { 'X-Error-Code': 'Forbidden' } },
      'does not allow it (403 Forbidden)',
    ],
    [
      'a model that does not exist',
      { status: 404, headers: { 'X-Error-Code': 'RepoNotFound' } },
      'knows no such model. Check the name',
    ],
    ['an odd refusal', { status: 418 }, 'refused (418'],
  ])('says what to do about %s', async (_, answer, message) => {
    server.troubles.push({ at: '/api/', kind: 'status', ...answer });
    const error = await failure(info('owner/open', 'hf_x'));
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(message);
  });

  it('says that a web page in place of JSON may be a sign-in page', async () => {
    server.troubles.push({ at: '/api/', kind: 'page' });
    expect((await failure(info('owner/open'))).message).toContain(
      'answered with a web page. Is this network asking you to sign in? Else check the address of the Hub.',
    );
  });

  it('waits as long as a busy server asks, and gives up after five tries or a wait beyond a minute', async () => {
    server.troubles.push({ at: '/api/', kind: 'status', status: 429, headers: { 'Retry-After': '7' } });
    server.troubles.push({ at: '/api/', kind: 'status', status: 503 });
    expect((await info('owner/open')).id).toBe('owner/open');
    expect(waits).toEqual([7000, 2000]);
    for (let i = 0; i < 5; i++) server.troubles.push({ at: '/api/', kind: 'status', status: 502 });
    const error = await failure(info('owner/open'));
    expect(error).toBeInstanceOf(RunError);
    expect(error.message).toContain('has a fault of its own (502');
    server.troubles.length = 0;
    server.troubles.push({ at: '/api/', kind: 'status', status: 429, headers: { 'Retry-After': '600' } });
    expect((await failure(info('owner/open'))).message).toContain('It asks to wait 10 min: try again then.');
  });

  it('says that nothing answers', async () => {
    const gone = server.endpoint;
    await server.close();
    const error = await failure(hubModel({ ...connect(), endpoint: gone }, parseHubName('owner/open')));
    expect(error.message).toContain('could not be reached');
    expect(error.message).toContain('Is this computer online?');
    server = await startHub([open]);
  });

  it('refuses an answer of another kind, by field', async () => {
    const odd = { ...connect(), fetch: async () => new Response('{"sha": "../../etc", "siblings": []}') };
    expect((await failure(hubModel(odd, parseHubName('a/b')))).message).toContain(
      'the answer of the Hub is not understood (sha:',
    );
  });
});

describe('downloadModel', () => {
  it('fetches what a model needs and no more, and tells how far it is', async () => {
    const seen: number[] = [];
    const cached = await download('owner/open', { onProgress: ({ doneBytes }) => seen.push(doneBytes) });
    expect(isComplete(cached)).toBe(true);
    expect(same()).toBe(true);
    expect([...store.files.keys()].map((path) => path.split('/').at(-1)).sort()).toEqual([
      ...['config.json', 'manifest.json', 'model.safetensors', 'tokenizer.json'],
    ]);
    expect(seen.at(-1)).toBe(300_024);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const files = cachedModelFiles(store, cached);
    expect([files.id, await files.text('tokenizer.json')]).toEqual(['owner/open', '{}']);
    expect(await files.read('model.safetensors', 5, 9)).toEqual(weights.slice(5, 9));
    expect((await listCached(store)).map(({ id, revision }) => [id, revision])).toEqual([['owner/open', 'main']]);
  });

  it('fetches nothing again', async () => {
    await download('owner/open');
    const before = server.log.length;
    await download('owner/open');
    expect(server.log.slice(before).filter((line) => line.includes('/resolve/'))).toEqual([]);
  });

  it('goes on by itself after a cut, from the byte where it was cut', async () => {
    server.troubles.push({ at: 'cdn', kind: 'cut', afterBytes: 120_000 });
    const troubles: (string | null)[] = [];
    await download('owner/open', { onProgress: ({ trouble }) => troubles.push(trouble) });
    expect(same()).toBe(true);
    expect(server.log.filter((line) => line.startsWith('cdn')).at(-1)).toMatch(/ bytes=\d+-$/);
    expect(troubles.some((trouble) => trouble?.includes('The connection'))).toBe(true);
  });

  it('does not wait for ever where nothing comes any more, in the middle of a file or before its first byte', async () => {
    server.troubles.push({ at: '/api/', kind: 'mute' });
    server.troubles.push({ at: 'cdn', kind: 'mute' });
    server.troubles.push({ at: 'cdn', kind: 'hang', afterBytes: 120_000 });
    const troubles: (string | null)[] = [];
    await download('owner/open', { onProgress: ({ trouble }) => troubles.push(trouble) });
    expect(same()).toBe(true);
    expect(server.log.filter((line) => line.startsWith('cdn')).at(-1)).toMatch(/ bytes=\d+-$/);
    expect(troubles.filter((trouble) => trouble?.startsWith('Nothing came from 127.0.0.1'))).toHaveLength(2);
  });

  it('goes on in a later call after five cuts without progress', async () => {
    server.troubles.push({ at: 'cdn', kind: 'cut', afterBytes: 100_000 });
    for (let i = 0; i < 5; i++) server.troubles.push({ at: 'cdn', kind: 'cut', afterBytes: 0 });
    expect(await failure(download('owner/open'))).toBeInstanceOf(RunError);
    const kept = stored().length;
    expect(kept).toBeGreaterThan(0);
    expect((await listCached(store)).map(isComplete)).toEqual([false]);
    server.troubles.length = 0;
    await download('owner/open');
    expect(server.log.at(-1)).toMatch(new RegExp(` bytes=${kept}-$`));
    expect(same()).toBe(true);
  });

  it.each(['ignore range', 'other part'] as const)(
    'writes the file anew where the server answers with "%s"',
    async (kind) => {
      server.troubles.push({ at: 'cdn', kind: 'cut', afterBytes: 50_000 });
      server.troubles.push({ at: 'cdn', kind });
      await download('owner/open');
      expect(same()).toBe(true);
    },
  );

  it('deletes a file with another hash and says so', async () => {
    server.troubles.push({ at: 'cdn', kind: 'flip a byte' });
    const error = await failure(download('owner/open'));
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(
      'owner/open/model.safetensors: arrived damaged: its SHA-256 is not the one that the Hub names',
    );
    expect(stored().length).toBe(0);
    await download('owner/open');
    expect(same()).toBe(true);
  });

  it('says what a web page in place of weights is', async () => {
    server.troubles.push({ at: 'cdn', kind: 'page' });
    expect((await failure(download('owner/open'))).message).toContain('Is this network asking you to sign in?');
  });

  it('keeps what came when the room runs out, and goes on when there is more', async () => {
    store.room = 100_000;
    const error = await failure(download('owner/open'));
    expect(error).toBeInstanceOf(RunError);
    expect(error.message).toContain('There is no room left for model.safetensors (300 kB). What came so far is kept');
    store.room = null;
    await download('owner/open');
    expect(same()).toBe(true);
  });

  it('stops when told to, and goes on from there', async () => {
    const stop = new AbortController();
    const stopped = download('owner/open', {
      signal: stop.signal,
      onProgress: ({ doneBytes }) => doneBytes > 30_000 && stop.abort(),
    });
    expect(isAborted(await failure(stopped))).toBe(true);
    await download('owner/open');
    expect(same()).toBe(true);
  });

  it('needs consent and a token for a gated model; the token goes to the Hub and to no other host', async () => {
    expect((await failure(download('owner/gated'))).message).toContain(
      `its owner asks for consent first, and no token was given. Accept the conditions on ${server.endpoint}/owner/gated`,
    );
    expect((await failure(download('owner/gated', { token: 'hf_bad' }))).message).toContain(
      'its owner asks for consent, which your account has not given',
    );
    server.log.length = 0;
    await download('owner/gated', { token: 'hf_good' });
    const sent = server.log.filter((line) => line.endsWith('+token'));
    expect(sent.length).toBe(4);
    expect(sent.every((line) => line.startsWith('hub'))).toBe(true);
    expect(server.log.some((line) => line.startsWith('cdn'))).toBe(true);
  });
});
