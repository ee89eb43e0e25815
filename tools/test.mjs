// npm test: every stage in order, its output as it comes, and as the very last line `N passed, N failed[, N skipped]`.
// A check or a build counts only when it fails; a runner that ran nothing has failed.
//   node tools/test.mjs [stage …]      only these: check unit gpu build stories

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const reports = mkdtempSync(join(tmpdir(), 'tabtune-test-'));

const vitest = (project) => ({
  name: project,
  commands: [
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(reports, `${project}.json`)}`,
    ],
  ],
  read: ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) => ({
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
  }),
});

const stages = [
  { name: 'check', commands: [['tools/check.mjs']] },
  vitest('unit'),
  vitest('gpu'),
  { name: 'build', commands: [['tools/build.mjs'], ['node_modules/size-limit/bin.js']] },
  {
    name: 'stories',
    commands: [['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json']],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'stories.json') },
    read: ({ stats }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    }),
  },
];

const wanted = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const stage of stages) {
  if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
  console.log(`\n== ${stage.name}`);
  const startMs = performance.now();
  const counts = await runStage(stage);
  for (const key of Object.keys(total)) total[key] += counts[key];
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  lines.push(
    `${stage.name}: ${counts.failed > 0 ? 'FAILED' : 'ok'}, ${seconds} s${counts.note ? `, ${counts.note}` : ''}`,
  );
}
rmSync(reports, { recursive: true, force: true });

console.log(`\n${lines.join('\n')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.exitCode = total.failed > 0 || lines.length === 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);

async function runStage({ name, commands, env, read }) {
  let code = 0;
  for (const args of commands) code ||= await run(args, env);
  if (read === undefined) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const counts = readCounts(join(reports, `${name}.json`), read);
  if (counts === null) return { passed: 0, failed: 1, skipped: 0, note: 'no report' };
  const ran = counts.passed + counts.failed;
  // A file that cannot be imported fails its run without any test of its own having failed.
  const failed = counts.failed > 0 ? counts.failed : code !== 0 || ran === 0 ? 1 : 0;
  return { ...counts, failed, note: ran === 0 ? 'ran no test' : `${counts.passed} of ${ran} passed` };
}

function readCounts(path, read) {
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function run(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
