// Adds the platform packages that `npm install` left out of package-lock.json.
//
// A registry mirror that carries only one platform's binaries makes npm write a lock without the others, and `npm ci` of
// npm 11 then refuses it ("Missing: @biomejs/cli-darwin-arm64 from lock file"), on every platform. Each missing
// `optionalDependencies` entry is added here with what its name says about where it runs; the integrity stays unknown.
//
//   npm install … && node tools/complete-lock.mjs        (prints what it added; a second run adds nothing)

import { readFileSync, writeFileSync } from 'node:fs';

const LOCK = new URL('../package-lock.json', import.meta.url);
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPUS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** Where Node would look for `name` from the package at `from`: its own node_modules, then each enclosing one. */
function* lookupPaths(from, name) {
  for (let base = from; ; ) {
    yield `${base ? `${base}/` : ''}node_modules/${name}`;
    if (!base) return;
    const cut = base.lastIndexOf('node_modules/');
    base = base.slice(0, cut).replace(/\/$/, '');
  }
}

/** `@scope/tool-linux-arm64-musl` -> { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }. */
function platformOf(name) {
  const words = name.replace(/^.*\//, '').split('-');
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = CPUS.filter((arch) => words.includes(arch));
  const musl = words.some((word) => word.startsWith('musl'));
  const glibc = words.some((word) => word.startsWith('gnu'));
  return {
    ...(cpu.length > 0 && { cpu }),
    ...(musl ? { libc: ['musl'] } : glibc ? { libc: ['glibc'] } : {}),
    ...(os.length > 0 && { os }),
  };
}

const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
const packages = lock.packages;
const added = [];
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if ([...lookupPaths(path, name)].some((candidate) => candidate in packages)) continue;
    if (!/^\d+\.\d+\.\d+/.test(range))
      throw new Error(`${path} wants ${name}@${range}: only exact versions can be added.`);
    const version = range;
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev && { dev: true }),
      optional: true,
    };
    added.push(`${name}@${version}`);
  }
}

const [root, ...rest] = Object.entries(packages);
rest.sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries([root, ...rest]);
if (added.length > 0) writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
for (const line of added) console.log(`added ${line}`);
console.log(`${added.length} entries added, ${rest.length} packages in the lock.`);
