import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RunError, UserError } from '../lib/errors.ts';
import { demoModelFiles } from './demoModel.ts';
import { httpFiles } from './httpFiles.ts';
import { openModel } from './openModel.ts';

type Server = (path: string, range: [number, number] | null) => Response;

/** A fetch over `server` that notes each request as `path` or `path begin-end`. */
const connect = (server: Server) => {
  const requests: string[] = [];
  const fetch = async (url: string, init?: RequestInit) => {
    init?.signal?.throwIfAborted();
    const path = url.replace('https://host/', '');
    const match = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init?.headers).get('Range') ?? '');
    const range: [number, number] | null = match === null ? null : [Number(match[1]), Number(match[2]) + 1];
    requests.push(range === null ? path : `${path} ${range.join('-')}`);
    return server(path, range);
  };
  return { requests, fetch };
};
const content = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
const partial = (bytes: Uint8Array, [begin, end]: [number, number]) => {
  const stop = Math.min(end, bytes.length);
  return new Response(bytes.slice(begin, stop), {
    status: 206,
    headers: { 'Content-Range': `bytes ${begin}-${stop - 1}/${bytes.length}` },
  });
};
const ranges: Server = (_, range) => (range === null ? new Response(content) : partial(content, range));
const ignoring: Server = () => new Response(content);
const open = (server: Server) => {
  const { fetch, requests } = connect(server);
  return { requests, files: httpFiles({ id: 'm', baseUrl: 'https://host/m/', names: ['w', 'x'], fetch }) };
};

describe('httpFiles', () => {
  it('asks for parts past the cache of the browser, and for small files through it', async () => {
    const { fetch } = connect(ranges);
    const modes = new Map<string | null, RequestCache | undefined>();
    const noting = (url: string, init?: RequestInit) => {
      modes.set(new Headers(init?.headers).get('Range'), init?.cache);
      return fetch(url, init);
    };
    const files = httpFiles({ id: 'm', baseUrl: 'https://host/m/', names: ['w', 'x'], fetch: noting });
    await files.read('w', 80_000, 80_005);
    await files.text('x');
    expect([...modes.values()]).toEqual(['no-store', 'no-store', undefined]);
  });

  it('fetches only the bytes that are asked for when the server knows ranges', async () => {
    const { files, requests } = open(ranges);
    expect(await files.size('w')).toBe(100_000);
    expect(await files.read('w', 10, 20)).toEqual(content.slice(10, 20)); // out of the first answer
    expect(await files.read('w', 80_000, 80_005)).toEqual(content.slice(80_000, 80_005));
    expect(await files.read('w', 99_998)).toEqual(content.slice(99_998));
    expect(requests).toEqual(['m/w 0-65536', 'm/w 80000-80005', 'm/w 99998-100000']);
  });

  it('fetches the file once and keeps it when the server ignores ranges', async () => {
    const { files, requests } = open(ignoring);
    const [size, part] = await Promise.all([files.size('w'), files.read('w', 80_000, 80_005)]);
    expect(size).toBe(100_000);
    expect(part).toEqual(content.slice(80_000, 80_005));
    expect(await files.read('w')).toEqual(content);
    expect(requests).toEqual(['m/w 0-65536']);
  });

  it('falls back to the whole file when an answer is not the range it claims to be', async () => {
    const recoded: Server = (_, range) => {
      if (range === null) return new Response(content);
      return new Response('short', { status: 206, headers: { 'Content-Range': 'bytes 0-65535/100000' } });
    };
    const { files, requests } = open(recoded);
    expect(await files.read('w', 70_000, 70_010)).toEqual(content.slice(70_000, 70_010));
    expect(await files.read('w', 5, 6)).toEqual(content.slice(5, 6));
    expect(requests).toEqual(['m/w 0-65536', 'm/w']);
  });

  it('slices when a later answer is the whole file after all', async () => {
    const fickle: Server = (path, range) => (range?.[0] === 0 ? ranges(path, range) : ignoring(path, range));
    const { files, requests } = open(fickle);
    expect(await files.read('w', 70_000, 70_010)).toEqual(content.slice(70_000, 70_010));
    expect(await files.read('w', 90_000, 90_010)).toEqual(content.slice(90_000, 90_010));
    expect(requests).toEqual(['m/w 0-65536', 'm/w 70000-70010']);
  });

  it('hands out copies', async () => {
    const { files } = open(ignoring);
    (await files.read('w', 0, 4)).fill(9);
    expect(await files.read('w', 0, 4)).toEqual(content.slice(0, 4));
  });

  it('reads an empty file', async () => {
    const { files } = open((_, range) => new Response(null, { status: range === null ? 200 : 416 }));
    expect(await files.size('w')).toBe(0);
    expect(await files.read('w')).toEqual(new Uint8Array(0));
  });

  it.each([
    ['a 404', () => new Response('', { status: 404 })],
    [
      "an app's start page",
      () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } }),
    ],
  ])('takes %s for a missing file', async (_, server) => {
    const { files } = open(server);
    for (const attempt of [files.size('w'), files.text('w')]) {
      await expect(attempt).rejects.toThrow(UserError);
      await expect(attempt).rejects.toThrow('https://host/m/w: there is no such file on the server');
    }
  });

  it('calls a failing server or network a failed run, and asks again on the next try', async () => {
    let broken = true;
    const { files } = open((path, range) => {
      if (broken) throw new TypeError('network down');
      return ranges(path, range);
    });
    await expect(files.size('w')).rejects.toThrow(RunError);
    await expect(files.size('w')).rejects.toThrow('https://host/m/w: could not be fetched (network down)');
    broken = false;
    expect(await files.size('w')).toBe(100_000);
    const busy = open(() => new Response('', { status: 503, statusText: 'Busy' })).files;
    await expect(busy.text('w')).rejects.toThrow('https://host/m/w: the server answered 503 Busy');
  });

  it('passes an abort through', async () => {
    const { files } = open(ranges);
    await files.size('w');
    await expect(files.read('w', 80_000, 80_005, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('demoModelFiles', () => {
  const disk = (path: string) => readFileSync(new URL(`../../public/models/${path}`, import.meta.url));
  it.each([
    [
      'ranges',
      (path: string, range: [number, number] | null) =>
        range === null ? new Response(disk(path)) : partial(disk(path), range),
    ],
    ['no ranges', (path: string) => new Response(disk(path))],
  ] as const)('opens both models from a server with %s', async (_, server) => {
    for (const name of ['mini', 'small'] as const) {
      const { fetch } = connect((path, range) => server(path.replace('base/models/', ''), range));
      const model = await openModel(demoModelFiles(name, 'https://host/base/models/', fetch));
      const norm = await model.tensors.read('model.norm.weight');
      expect(model.id).toBe(name);
      expect(norm.length).toBe(name === 'mini' ? 256 : 768);
    }
  });
});
