/** Model files that are kept when they are first asked for, whole, and read in parts from then on. */
export interface KeptModels {
  /** null: not one of these files. */
  answer(request: Request): Promise<Response> | null;
  /** Forgets what no longer belongs to this version of the page. */
  dropOutdated(): Promise<void>;
}

export interface KeptModelsPorts {
  readonly caches: Pick<CacheStorage, 'open'>;
  /** Address of the folder that `url`s are relative to. */
  readonly scope: string;
  readonly fetch: (request: Request) => Promise<Response>;
}

const CACHE = 'tabtune-models';

export function keptModelFiles(
  files: readonly { readonly url: string; readonly revision: string | null }[],
  { caches, scope, fetch }: KeptModelsPorts,
): KeptModels {
  /** Address of a file -> the key it is kept under: another revision is another file. */
  const keys = new Map(
    files.map(({ url, revision }) => {
      const { href } = new URL(url, scope);
      return [href, `${href}?revision=${revision ?? ''}`];
    }),
  );
  const coming = new Map<string, Promise<void>>();

  async function keep(href: string, key: string): Promise<void> {
    const cache = await caches.open(CACHE);
    const response = await fetch(new Request(href));
    // Servers of single-page apps answer a missing file with their start page.
    const isPage = response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
    if (response.status !== 200 || isPage) throw new Error(`${href}: the server answered ${response.status}`);
    await cache.put(key, response);
  }

  async function kept(href: string, key: string): Promise<Response | undefined> {
    const cache = await caches.open(CACHE);
    const found = await cache.match(key);
    if (found !== undefined) return found;
    // Many parts of one file are asked for at once: it is fetched once.
    const fetching = coming.get(key) ?? keep(href, key).finally(() => coming.delete(key));
    coming.set(key, fetching);
    await fetching;
    return cache.match(key);
  }

  return {
    answer(request) {
      const key = request.method === 'GET' ? keys.get(request.url) : undefined;
      if (key === undefined) return null;
      return kept(request.url, key).then(
        (whole) => (whole === undefined ? fetch(request) : partOf(whole, request.headers.get('Range'))),
        // No room, or no network: the page asks the server itself and tells what went wrong.
        () => fetch(request),
      );
    },
    async dropOutdated() {
      const cache = await caches.open(CACHE);
      const current = new Set(keys.values());
      for (const { url } of await cache.keys()) if (!current.has(url)) await cache.delete(url);
    },
  };
}

/** The bytes that a Range header asks for, as a server answers: 206, or 416 where the file has none of them. */
export async function partOf(whole: Response, range: string | null): Promise<Response> {
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  if (match === null) return whole;
  const blob = await whole.blob();
  const begin = Number(match[1]);
  const last = Math.min(match[2] ? Number(match[2]) : Number.POSITIVE_INFINITY, blob.size - 1);
  if (begin > last) {
    return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${blob.size}` } });
  }
  const part = blob.slice(begin, last + 1);
  return new Response(part, {
    status: 206,
    headers: {
      'Content-Type': whole.headers.get('Content-Type') ?? 'application/octet-stream',
      'Content-Length': String(part.size),
      'Content-Range': `bytes ${begin}-${last}/${blob.size}`,
    },
  });
}
