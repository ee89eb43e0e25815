// What our tokenizers and chat templates make of the cases that checkTokenizers.py writes: node tools/tokenizers/answer.mjs CASES.json ANSWERS.json
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const folder = mkdtempSync(join(tmpdir(), 'tabtune-tokenizers-'));
try {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: 'tools/tokenizers/answer.ts',
      outDir: folder,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'answer.mjs' } },
    },
  });
  const { status } = spawnSync(process.execPath, [join(folder, 'answer.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
