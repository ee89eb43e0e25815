import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { browserLaunch, quickCompiling } from './tools/browser/chromium.ts';

// This file is read once in the runner and once in each worker process: the port is passed on in the environment.
process.env.TABTUNE_STORY_PORT ??= String(await freePort());
const baseURL = `http://127.0.0.1:${process.env.TABTUNE_STORY_PORT}`;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.story.ts',
  outputDir: 'test-results',
  // One at a time: a software GPU takes every core.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL,
    // A story of its own allows it: behind a service worker no request can be watched or changed.
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
    launchOptions: quickCompiling(await browserLaunch()),
    trace: 'retain-on-failure',
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${process.env.TABTUNE_STORY_PORT} --strictPort`,
    url: baseURL,
    reuseExistingServer: false,
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(address)));
    });
  });
}
