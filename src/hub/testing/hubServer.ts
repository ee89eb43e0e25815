import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with the next request whose path holds `at`. */
export type Trouble =
  | { readonly at: string; readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  /** The connection ends there, or goes on without anything coming. */
  | { readonly at: string; readonly kind: 'cut' | 'hang'; readonly afterBytes: number }
  | { readonly at: string; readonly kind: 'page' | 'mute' | 'ignore range' | 'flip a byte' | 'other part' };

export interface ServedModel {
  readonly id: string;
  readonly commit: string;
  readonly revisions?: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Files that lie on the other host, with a SHA-256; by default those above 10 kB. */
  readonly isLarge?: (name: string) => boolean;
  readonly licence?: string;
  /** Consent is given with this token. */
  readonly gatedFor?: string;
}

export interface HubServer {
  readonly endpoint: string;
  /** The other host, where large files lie. */
  readonly downloads: string;
  /** Requests so far: `hub GET /path`, `cdn GET /path bytes=5-`; with ` +token` when one was sent. */
  readonly log: string[];
  readonly troubles: Trouble[];
  close(): Promise<void>;
}

/**
 * Behaves like the Hub: model information with sizes and hashes, redirects of large files to another host, byte ranges, error headers,
 * gates; and breaks as it is told.
 */
export async function startHub(models: readonly ServedModel[]): Promise<HubServer> {
  const log: string[] = [];
  const troubles: Trouble[] = [];
  const cdn = createServer((request, response) => serve('cdn', request, response));
  const cdnUrl = await listen(cdn);
  const hub = createServer((request, response) => serve('hub', request, response));
  const endpoint = await listen(hub);

  function serve(host: 'hub' | 'cdn', request: IncomingMessage, response: ServerResponse): void {
    const url = decodeURIComponent(request.url ?? '/');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Range');
    response.setHeader('Access-Control-Expose-Headers', 'Content-Range, X-Error-Code, Retry-After, ETag');
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const { range, authorization } = request.headers;
    log.push(`${host} ${request.method} ${url}${range ? ` ${range}` : ''}${authorization ? ' +token' : ''}`);
    const index = troubles.findIndex(({ at }) => `${host}${url}`.includes(at));
    const [trouble] = index < 0 ? [] : troubles.splice(index, 1);
    if (trouble?.kind === 'mute') return;
    if (trouble?.kind === 'status') {
      response.writeHead(trouble.status, trouble.headers).end();
      return;
    }
    if (trouble?.kind === 'page') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
      return;
    }
    if (host === 'cdn') {
      const [, id = '', name = ''] = /^\/(.+?)\/-\/(.+)$/.exec(url) ?? [];
      const bytes = models.find((model) => model.id === id)?.files.get(name);
      if (bytes === undefined) response.writeHead(404).end();
      else send(response, bytes, range, trouble);
      return;
    }
    answerHub(url, request, response, trouble);
  }

  function answerHub(
    url: string,
    { headers }: IncomingMessage,
    response: ServerResponse,
    trouble: Trouble | undefined,
  ): void {
    const fail = (status: number, code: string) => response.writeHead(status, { 'X-Error-Code': code }).end('{}');
    const [, apiId, apiRevision] = /^\/api\/models\/(.+?)\/revision\/([^?]+)\?blobs=true$/.exec(url) ?? [];
    const [, fileId, fileRevision, name = ''] = /^\/(.+?)\/resolve\/([^/]+)\/(.+)$/.exec(url) ?? [];
    const model = models.find(({ id }) => id === (apiId ?? fileId));
    if (model === undefined) return void fail(headers.authorization ? 404 : 401, 'RepoNotFound');
    const { commit, revisions = ['main'], gatedFor } = model;
    const revision = apiRevision ?? fileRevision ?? '';
    if (revision !== commit && !revisions.includes(revision)) return void fail(404, 'RevisionNotFound');
    if (apiId !== undefined) {
      const body = JSON.stringify(description(model));
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
      return;
    }
    if (gatedFor !== undefined && headers.authorization !== `Bearer ${gatedFor}`)
      return void fail(headers.authorization ? 403 : 401, 'GatedRepo');
    const bytes = model.files.get(name);
    if (bytes === undefined) return void fail(404, 'EntryNotFound');
    if (isLarge(model, name)) {
      response.writeHead(302, { Location: `${cdnUrl}/${model.id}/-/${name}` }).end();
      return;
    }
    send(response, bytes, headers.range, trouble);
  }

  return {
    endpoint,
    downloads: cdnUrl,
    log,
    troubles,
    close: async () => {
      for (const server of [hub, cdn]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

const LARGE_BYTES = 10_000;

function isLarge({ isLarge: given, files }: ServedModel, name: string): boolean {
  return given === undefined ? (files.get(name)?.length ?? 0) > LARGE_BYTES : given(name);
}

function description(model: ServedModel) {
  const { id, commit, files, licence, gatedFor } = model;
  return {
    id,
    sha: commit,
    gated: gatedFor === undefined ? false : 'manual',
    tags: licence === undefined ? [] : [`license:${licence}`],
    config: { model_type: 'llama' },
    siblings: [...files].map(([rfilename, bytes]) => ({
      rfilename,
      size: bytes.length,
      ...(isLarge(model, rfilename) && {
        lfs: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length },
      }),
    })),
  };
}

function send(
  response: ServerResponse,
  whole: Uint8Array,
  range: string | undefined,
  trouble: Trouble | undefined,
): void {
  const begin = trouble?.kind === 'ignore range' ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  const partial = range !== undefined && trouble?.kind !== 'ignore range';
  if (partial && begin >= whole.length) {
    response.writeHead(416).end();
    return;
  }
  const bytes = Buffer.from(whole.subarray(begin));
  if (trouble?.kind === 'flip a byte') bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  const first = trouble?.kind === 'other part' ? begin + 1 : begin;
  response.writeHead(partial ? 206 : 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes.length,
    ...(partial && { 'Content-Range': `bytes ${first}-${whole.length - 1}/${whole.length}` }),
  });
  if (trouble?.kind === 'cut')
    response.write(bytes.subarray(0, trouble.afterBytes), () => setTimeout(() => response.destroy(), 30));
  else if (trouble?.kind === 'hang') response.write(bytes.subarray(0, trouble.afterBytes));
  else response.end(bytes);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
