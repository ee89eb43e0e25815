/** A static host as plain as they come: the built app in a folder of it, no headers but the type, and it can go away. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const FOLDER = '/somebody/studio/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

export interface StaticHost {
  readonly origin: string;
  /** Address of the app. */
  readonly url: string;
  /** From now on its service worker differs by a byte: to a browser, a newer version of the app. */
  publishNewer(): void;
  /** Stops answering, at once and for good. */
  close(): Promise<void>;
}

export async function openStaticHost(): Promise<StaticHost> {
  let newer = false;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const inside = pathname.startsWith(FOLDER) ? normalize(pathname.slice(FOLDER.length) || 'index.html') : '..';
    const file = join(DIST, inside);
    if (inside.startsWith('..') || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
    if (newer && inside === 'serviceWorker.js') response.end(`${readFileSync(file, 'utf8')}\n// newer`);
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: origin + FOLDER,
    publishNewer: () => {
      newer = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
