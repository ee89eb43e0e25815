import { expect, test } from 'vitest';
import { keptModelFiles, partOf } from './keptModels.ts';

const SCOPE = 'https://host.example/studio/';
const FILE = `${SCOPE}models/small/model.safetensors`;
const CONTENT = 'abcdefghij';

function fakeCaches() {
  const kept = new Map<string, Response>();
  const cache = {
    match: async (key: string) => kept.get(key)?.clone(),
    put: async (key: string, response: Response) => void kept.set(key, response),
    keys: async () => [...kept.keys()].map((url) => new Request(url)),
    delete: async (key: string) => kept.delete(key),
  };
  return { kept, caches: { open: async () => cache as unknown as Cache } };
}

function house(revision = 'r1', answer = () => new Response(CONTENT)) {
  const asked: string[] = [];
  const { kept, caches } = fakeCaches();
  const fetch = async (request: Request) => {
    asked.push(`${request.url} ${request.headers.get('Range') ?? 'whole'}`);
    return answer();
  };
  const open = (newRevision: string) =>
    keptModelFiles([{ url: 'models/small/model.safetensors', revision: newRevision }], { caches, scope: SCOPE, fetch });
  return { asked, kept, models: open(revision), open };
}

const part = (range: string) => new Request(FILE, { headers: { Range: range } });

test('a file is fetched whole and once, and its parts are answered as a server does', async () => {
  const { asked, models } = house();
  const [first, second] = await Promise.all([
    models.answer(part('bytes=0-3')) as Promise<Response>,
    models.answer(part('bytes=4-99')) as Promise<Response>,
  ]);
  expect([first.status, first.headers.get('Content-Range'), await first.text()]).toEqual([206, 'bytes 0-3/10', 'abcd']);
  expect([second.headers.get('Content-Range'), await second.text()]).toEqual(['bytes 4-9/10', 'efghij']);
  expect(await (await models.answer(new Request(FILE)))?.text()).toBe(CONTENT);
  expect(asked).toEqual([`${FILE} whole`]);
});

test('other addresses and other methods are not its business', () => {
  const { models } = house();
  expect(models.answer(new Request(`${SCOPE}index.html`))).toBe(null);
  expect(models.answer(new Request(FILE, { method: 'POST', body: 'x' }))).toBe(null);
});

test('what cannot be kept is asked of the server as the page asked it, and tried again next time', async () => {
  const { asked, kept, models } = house('r1', () => new Response('', { status: 503 }));
  expect((await models.answer(part('bytes=0-3')))?.status).toBe(503);
  await models.answer(part('bytes=0-3'));
  expect(asked).toEqual([`${FILE} whole`, `${FILE} bytes=0-3`, `${FILE} whole`, `${FILE} bytes=0-3`]);
  expect(kept.size).toBe(0);
});

test('a start page in place of the file is not kept', async () => {
  const { kept, models } = house('r1', () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } }));
  await models.answer(part('bytes=0-3'));
  expect(kept.size).toBe(0);
});

test('another revision is another file, and the old one is dropped', async () => {
  const { asked, kept, models, open } = house('r1');
  await models.answer(new Request(FILE));
  const newer = open('r2');
  await newer.answer(new Request(FILE));
  expect(asked).toHaveLength(2);
  await newer.dropOutdated();
  expect([...kept.keys()]).toEqual([`${FILE}?revision=r2`]);
});

test('a range past the end is refused; no range, or several, is the whole file', async () => {
  expect((await partOf(new Response(CONTENT), 'bytes=10-12')).status).toBe(416);
  expect(await (await partOf(new Response(CONTENT), 'bytes=7-')).text()).toBe('hij');
  expect(await (await partOf(new Response(CONTENT), null)).text()).toBe(CONTENT);
  expect((await partOf(new Response(CONTENT), 'bytes=0-1,4-5')).status).toBe(200);
});
