// How long a large CSV takes to be opened, filtered and split, and what memory it holds.
//   node tools/measureReading.mjs [--file FILE.csv | --size-mb 200] [--heap-mb 160]
// Without a file it makes one of the columns and row sizes of the recipe's in the temporary folder. The heap of the measured process is
// bounded, so that a reader that keeps the text fails.

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    'size-mb': { type: 'string', default: '200' },
    'heap-mb': { type: 'string', default: '160' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'tabtune-reading-'));
try {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: 'tools/measureReading.ts',
      outDir: folder,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'reading.mjs' } },
    },
  });
  const file = values.file ?? makeFile(join(folder, 'large.csv'), Number(values['size-mb']) * 1e6);
  console.error(`${(statSync(file).size / 1e6).toFixed(1)} MB, heap bounded to ${values['heap-mb']} MB`);
  const flags = ['--expose-gc', `--max-old-space-size=${values['heap-mb']}`];
  const { status } = spawnSync(process.execPath, [...flags, join(folder, 'reading.mjs'), file], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** Rows of about 1,380 bytes; every sixth is on symptoms. */
function makeFile(path, size) {
  const words =
    'the of a sign body may often with and person doctor level pain blood other cause years known test care'.split(' ');
  let state = 1;
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return words[(state >>> 16) % words.length];
  };
  const out = openSync(path, 'w');
  let written = writeSync(out, 'qtype,Question,Answer,source,focus_area,semantic_group\n');
  for (let i = 0; written < size; i++) {
    const kind = i % 6 === 0 ? 'symptoms' : `kind ${i % 15}`;
    const sentence = Array.from({ length: 240 }, word).join(' ');
    const answer = i % 3 === 0 ? `"${sentence},\n- it is ""said""."` : sentence;
    written += writeSync(
      out,
      `${kind},Question ${i} on ${word()}?,${answer},source ${i % 9},topic ${i % 5000},group ${i % 4}\n`,
    );
  }
  closeSync(out);
  return path;
}
