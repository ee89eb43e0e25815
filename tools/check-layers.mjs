// Checks every import in src/ against the layer table (.dependency-cruiser.mjs). It fails as well when the checker saw
// nothing, which happens silently when it cannot load TypeScript, and when it misses a violation planted on purpose.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import config, { ENGINE_ROOT, LAYERS } from '../.dependency-cruiser.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

// file, what it imports, the rule that must complain (null: it is allowed).
const PLANTED = [
  ['src/lib/a.ts', "import '../formats/z.ts'", 'layer: src/lib'],
  ['src/formats/a.ts', "import '../text/z.ts'", 'layer: src/formats'],
  ['src/data/a.ts', "import '../hub/z.ts'", 'layer: src/data'],
  ['src/data/b.ts', "import type { Z } from '../engine/types.ts'", null],
  ['src/data/c.ts', "import { z } from '../engine/types.ts'", 'engine types as types only'],
  ['src/engine/gpu/a.ts', "import '../ops/z.ts'", 'layer: src/engine/gpu'],
  ['src/engine/gpu/b.ts', "import { resolve } from 'node:path'", 'Node in the command line only'],
  ['src/engine/ops/a.ts', "import source from '../../../shaders/z.wgsl?raw'", null],
  ['src/engine/ops/b.ts', "import type { Z } from '../../data/z.ts'", 'layer: src/engine/ops'],
  ['src/engine/train/a.ts', "import '../generate/z.ts'", 'layer: src/engine/train'],
  ['src/engine/train/b.ts', "import 'fflate'", 'no packages in lib and engine but zod'],
  ['src/engine/a.ts', "import '../run/z.ts'", 'layer: src/engine'],
  ['src/engine/model/a.ts', "import '../a.ts'", 'layer: src/engine/model'],
  ['src/run/a.ts', "import '../workers/z.ts'", 'layer: src/run'],
  ['src/workers/a.ts', "import '../cli/z.ts'", 'layer: src/workers'],
  ['src/store/a.ts', "import type { Z } from '../run/z.ts'", 'layer: src/store'],
  ['src/store/b.ts', "import { z } from '../workers/zApi.ts'", 'worker types as types only'],
  ['src/ui/a.ts', "import '../store/z.ts'", 'layer: src/ui'],
  ['src/features/one/a.ts', "import '../two/z.ts'", 'features apart'],
  ['src/features/one/b.ts', "import '../../engine/gpu/z.ts'", 'layer: src/features'],
  ['src/features/one/c.ts', "import '../../app/z.ts'", 'layer: src/features'],
  ['src/features/one/d.ts', "import '../../app/messages/z.ts'", null],
  ['src/app/messages/a.ts', "import '../../store/z.ts'", 'messages are a leaf'],
  ['src/store/c.ts', "import '@mantine/core'", 'components on the page only'],
  ['src/run/b.ts', "import 'react'", 'no React below the page'],
  ['src/app/a.ts', "import '../missing.ts'", 'resolvable'],
  ['src/lib/loop.ts', "import './loop2.ts'", 'no cycles'],
];

await provePlanted();
await checkSource();

/** The same rules on a small house in a temporary folder: each planted import must be judged as its line says. */
async function provePlanted() {
  const folder = mkdtempSync(join(tmpdir(), 'tabtune-layers-'));
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  try {
    for (const layer of Object.keys(LAYERS)) write(`${layer}/z.ts`, 'export type Z = number;\nexport const z = 1;\n');
    write('src/engine/types.ts', 'export type Z = number;\nexport const z = 1;\n');
    write('src/workers/zApi.ts', 'export const z = 1;\n');
    write('src/features/two/z.ts', '');
    write('src/app/messages/z.ts', '');
    write('shaders/z.wgsl', '');
    write('src/lib/loop2.ts', "import './loop.ts';\n");
    for (const [path, text] of PLANTED) write(path, `${text};\n`);
    write('package.json', '{ "type": "module", "dependencies": { "fflate": "*" } }');
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const { violations } = await cruiseFolder(folder);
    for (const [path, text, expected] of PLANTED) {
      const got = violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);
      const right = expected === null ? got.length === 0 : got.includes(expected);
      if (!right)
        fail(`planted "${text}" in ${path}: expected ${expected ?? 'no complaint'}, got ${got.join('; ') || 'none'}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkSource() {
  const { violations, modules } = await cruiseFolder(root);
  const read = modules.filter(({ source, dependencies }) => source.startsWith('src/') && dependencies.length > 0);
  if (read.length === 0) fail('0 modules with imports were read');
  for (const { source } of modules) {
    const known =
      !/^src\/.+\//.test(source) ||
      source.includes('/testing/') ||
      Object.keys(LAYERS).some((layer) => source.startsWith(`${layer}/`));
    if (!known && !new RegExp(ENGINE_ROOT).test(source)) fail(`${source} stands in no folder of the layer table`);
  }
  for (const { rule, from, to } of violations) fail(`${rule.name}: ${from} -> ${to}`);
  if (process.exitCode === undefined)
    console.log(`layers: ${modules.length} modules, ${PLANTED.length} planted imports judged right.`);
}

async function cruiseFolder(baseDir) {
  const { output } = await cruise(['src'], {
    ...config.options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  });
  return { violations: output.summary.violations, modules: output.modules };
}

function fail(message) {
  console.error(`layers: ${message}`);
  process.exitCode = 1;
}
