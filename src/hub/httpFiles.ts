/**
 * Files below a URL. Servers cannot list, so the names are given. Ranges are asked for; a server that ignores them (status 200), or that
 * recodes what it sends, is asked once for the whole file, which is then kept.
 */
import { isAborted, messageOf, RunError, UserError } from '../lib/errors.ts';
import type { ModelFiles } from './modelFiles.ts';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface HttpFilesParams {
  readonly id: string;
  /** Absolute URL of the folder, with a slash at its end: in a worker a relative one would be taken from the script. */
  readonly baseUrl: string;
  readonly names: readonly string[];
  readonly fetch: Fetch;
}

/** First request of a file: tells its size and, mostly, holds its safetensors header. */
const HEAD_BYTES = 65536;

type Opened =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'ranges'; readonly size: number; readonly head: Uint8Array<ArrayBuffer> };

export function httpFiles({ id, baseUrl, names, fetch }: HttpFilesParams): ModelFiles {
  const opened = new Map<string, Promise<Opened>>();

  const request = async (name: string, range: string | null, signal?: AbortSignal): Promise<Response> => {
    const url = new URL(name, baseUrl).href;
    const response = await reach(url, () =>
      fetch(url, {
        // Not through the browser's cache: Chromium pieces parts together there from others that it kept, and after a page was closed in the middle of a load
        // it once gave bytes that were not the file's (a weight that was no number).
        ...(range === null ? {} : { headers: { Range: range }, cache: 'no-store' }),
        ...(signal === undefined ? {} : { signal }),
      }),
    );
    // Servers of single-page apps answer a missing file with their start page.
    const isStartPage = response.ok && (response.headers.get('Content-Type') ?? '').startsWith('text/html');
    if (response.status === 404 || response.status === 410 || isStartPage) {
      throw new UserError('there is no such file on the server', { where: url });
    }
    if (!response.ok && response.status !== 416) {
      throw new RunError(`${url}: the server answered ${response.status} ${response.statusText}`.trimEnd());
    }
    return response;
  };

  const whole = async (name: string, response: Response): Promise<Opened> => {
    const opening: Opened = { kind: 'whole', bytes: await bodyOf(response) };
    opened.set(name, Promise.resolve(opening));
    return opening;
  };

  /** Bytes [begin, end) as the server sent them, with the file's size; or the whole file, when it would not send just those. */
  const requestRange = async (name: string, begin: number, end: number, signal?: AbortSignal): Promise<Opened> => {
    const response = await request(name, `bytes=${begin}-${end - 1}`, signal);
    if (response.status === 200) return whole(name, response);
    const bytes = await bodyOf(response);
    const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '');
    const [first, last, size] = (match?.slice(1) ?? []).map(Number) as [number?, number?, number?];
    const asked = first === begin && size !== undefined && last === Math.min(end, size) - 1;
    if (response.status === 206 && asked && bytes.length === last - begin + 1)
      return { kind: 'ranges', size, head: bytes };
    return whole(name, await request(name, null, signal));
  };

  const open = (name: string): Promise<Opened> => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const opening = requestRange(name, 0, HEAD_BYTES);
    opened.set(name, opening);
    opening.catch(() => opened.delete(name)); // a later try asks again
    return opening;
  };

  const read = async (
    name: string,
    begin = 0,
    end?: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> => {
    const file = await open(name);
    if (file.kind === 'whole') return file.bytes.slice(begin, end);
    const stop = Math.min(end ?? file.size, file.size);
    if (stop <= file.head.length) return file.head.slice(begin, stop);
    const part = await requestRange(name, begin, stop, signal);
    return part.kind === 'whole' ? part.bytes.slice(begin, stop) : part.head;
  };

  return {
    id,
    list: async () => [...names],
    size: async (name) => {
      const file = await open(name);
      return file.kind === 'whole' ? file.bytes.length : file.size;
    },
    read,
    text: async (name) => new TextDecoder().decode(await bodyOf(await request(name, null))),
  };
}

async function bodyOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  if (response.status === 416) return new Uint8Array(0); // the file is empty
  return reach(response.url, async () => new Uint8Array(await response.arrayBuffer()));
}

async function reach<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isAborted(cause)) throw cause;
    throw new RunError(`${url}: could not be fetched (${messageOf(cause)})`, { cause });
  }
}
