// npm run build: the app into dist/, then the command line into dist/cli/ (in this order: the app's build empties dist).

import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

// Node environments that set NODE_ENV=development would bundle React's development build.
process.env.NODE_ENV = 'production';
try {
  for (const config of ['vite.config.ts', 'vite.cli.config.ts']) {
    await build({ root, configFile: join(root, config), logLevel: 'warn' });
  }
  chmodSync(join(root, 'dist/cli/tabtune.js'), 0o755);
  console.log('built dist/ and dist/cli/');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
