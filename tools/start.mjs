// npm start: builds what is missing or older than its source, serves the studio on this machine only, and opens it.
// TABTUNE_OPEN=no keeps the browser closed; PORT asks for a port (the next free one is taken if it is in use).

import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = [
  'src',
  'shaders',
  'public',
  'index.html',
  'models.html',
  'vite.config.ts',
  'vite.cli.config.ts',
  'package-lock.json',
];
const BUILT = ['dist/index.html', 'dist/cli/tabtune.js'];

if (isStale()) {
  const { status } = spawnSync(process.execPath, ['tools/build.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const server = await preview({ root, preview: { host: '127.0.0.1', port: Number(process.env.PORT) || 4173 } });
const url = server.resolvedUrls?.local[0] ?? 'http://127.0.0.1:4173/';
console.log(`\nTabTune is at ${url}\nStop it with Ctrl+C.`);
openBrowser(url);

function isStale() {
  const builtMs = Math.min(...BUILT.map((path) => modifiedMs(join(root, path))));
  return SOURCES.some((path) => newestMs(join(root, path)) > builtMs);
}

function newestMs(path) {
  const own = modifiedMs(path);
  const children = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path) : [];
  return children.reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), own);
}

/** When the file last changed; 0 (older than everything) when it does not exist. */
function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The default browser, where there is a screen. The address stands above, so nothing here may fail the command. */
function openBrowser(address) {
  if (process.env.CI || process.env.TABTUNE_OPEN === 'no') return;
  const hasScreen = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const commands = { darwin: ['open', address], win32: ['cmd', '/c', 'start', '', address] };
  const command = commands[process.platform] ?? (hasScreen ? ['xdg-open', address] : null);
  if (command === null) return;
  const child = spawn(command[0], command.slice(1), { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
