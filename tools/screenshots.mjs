// node tools/screenshots.mjs [FOLDER] [moment …]: pictures of the moments that decide how the studio looks, each at 360 and 1280 px, light
// and dark, into FOLDER (default .cache/screenshots, which git ignores). Run `npm run build` first. The sample is trained for real,
// so on a software adapter all of them take some minutes; name moments to take only those.

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { preview, runnerImport } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [folder = join(root, '.cache/screenshots'), ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const SIZES = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];
const THEMES = ['light', 'dark'];

/** Each begins on a page of its own, opened at the start page, unless it goes on from the one before. */
const moments = [
  { name: 'start', see: async () => {} },
  { name: 'privacy', see: (page) => visit(page, '#/privacy') },
  {
    name: 'recorded',
    see: async (page) => {
      await visit(page, '#/recorded');
      await page.getByRole('button', { name: 'Skip to the end' }).click();
    },
  },
  { name: 'recorded-results', goesOn: true, see: (page) => visit(page, '#/recorded/results') },
  {
    name: 'no-adapter',
    prepare: (page) =>
      page.route('**/engine.worker*.js', async (route) => {
        const response = await route.fetch();
        const body = `navigator.gpu.requestAdapter = async () => null;\n${await response.text()}`;
        await route.fulfill({ response, body });
      }),
    see: async () => {},
  },
  {
    name: 'plain-http',
    address: 'http://studio.example/',
    prepare: (page, site) =>
      page.route('http://studio.example/**', async (route) => {
        const url = route.request().url().replace('http://studio.example/', site);
        await route.fulfill({ response: await route.fetch({ url }) });
      }),
    see: async () => {},
  },
  { name: 'data-empty', see: (page) => visit(page, '#/data') },
  {
    name: 'data',
    see: (page) => choose(page, join(root, 'public/samples/symptoms-sample.csv')),
  },
  { name: 'model', goesOn: true, see: (page) => visit(page, '#/model') },
  {
    name: 'data-broken',
    see: (page) => choose(page, { name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from(BROKEN) }),
  },
  {
    name: 'sample-15s',
    see: async (page) => {
      await page.getByRole('button', { name: 'Try the sample' }).click();
      await page.waitForTimeout(15_000);
    },
  },
  { name: 'sample-60s', goesOn: true, see: (page) => page.waitForTimeout(45_000) },
  {
    name: 'reload-in-training',
    goesOn: true,
    see: async (page) => {
      await page.reload();
      await idle(page);
    },
  },
];

const BROKEN = `Question,Answer\nWhat is one?,"It is one.\n${Array.from({ length: 30 }, (_, i) => `What is ${i}?,It is ${i}.`).join('\n')}`;

const { module } = await runnerImport(join(root, 'tools/browser/chromium.ts'));
const server = await preview({ root, preview: { host: '127.0.0.1', port: 0 }, logLevel: 'warn' });
const site = `http://127.0.0.1:${server.httpServer.address().port}/`;
const browser = await chromium.launch(await module.browserLaunch());
try {
  let page = null;
  for (const [at, moment] of moments.entries()) {
    // What later moments go on from must have happened.
    const rest = moments.slice(at + 1);
    const ended = rest.findIndex(({ goesOn }) => !goesOn);
    const following = rest.slice(0, ended < 0 ? rest.length : ended);
    const isWanted = ({ name }) => wanted.length === 0 || wanted.includes(name);
    if (!isWanted(moment) && !following.some(isWanted)) continue;
    if (!moment.goesOn) {
      await page?.context().close();
      page = await (await browser.newContext({ serviceWorkers: 'block', viewport: SIZES[0] })).newPage();
      page.on('dialog', (dialog) => dialog.accept());
      await moment.prepare?.(page, site);
      await page.goto(moment.address ?? site);
      await idle(page);
    }
    await moment.see(page);
    if (!moment.name.startsWith('sample')) await idle(page);
    if (isWanted(moment)) await take(page, moment.name);
  }
} finally {
  await browser.close();
  await server.close();
}

async function take(page, name) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${size.width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize(SIZES[0]);
  console.log(name);
}

function idle(page) {
  return page.evaluate(() => window.tabtune.idle());
}

async function visit(page, hash) {
  await page.evaluate((address) => {
    window.location.hash = address;
  }, hash);
  await idle(page);
}

async function choose(page, file) {
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await idle(page);
}
