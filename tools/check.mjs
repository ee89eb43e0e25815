// npm run check: types, lint and format, layers, dead code. Two at a time; each prints its findings when it ends.
//   node tools/check.mjs [name …]   runs only those whose name contains one of the words

import { spawn } from 'node:child_process';

const bin = (path, ...args) => [`node_modules/${path}`, ...args];
const types = (program) => [`types ${program}`, bin('typescript/bin/tsc', '-p', `tsconfig.${program}.json`)];

const wanted = process.argv.slice(2);
const checks = [
  types('node'),
  types('app'),
  types('engine'),
  types('workers'),
  types('e2e'),
  ['lint', bin('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')],
  ['layers', ['tools/check-layers.mjs']],
  ['dead code', bin('knip/bin/knip.js', '--no-progress')],
].filter(([name]) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

const queue = checks.values();
let failures = 0;
await Promise.all([runQueue(), runQueue()]);
console.log(failures === 0 ? 'check: all clean' : `check: ${failures} of ${checks.length} failed`);
process.exitCode = failures === 0 ? 0 : 1;

async function runQueue() {
  for (const [name, args] of queue) {
    const startMs = performance.now();
    const { code, output } = await run(args);
    if (code !== 0) failures++;
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`);
    if (code !== 0) console.log(output.trimEnd());
  }
}

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { env: { ...process.env, NO_COLOR: '1' } });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code, output }));
  });
}
