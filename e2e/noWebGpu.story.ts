import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

test.use({ ownSites: ['http://studio.example'] });

test('a browser without WebGPU says so, with cause and remedy, and still shows rows', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined });
  });
  const studio = new Studio(page);
  await studio.open();
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('This browser cannot train here');
  await expect(notice).toContainText('This browser has no WebGPU, or it is switched off.');
  await expect(notice).toContainText('Open this page in a current Chrome or Edge');
  await expect(notice.getByRole('button', { name: 'Copy address' })).toBeVisible();

  await studio.dropSample();
  await expect(studio.figure('Rows kept')).toHaveText('160 of 400');
  await studio.goTo('model');
  await expect(studio.start).toBeDisabled();
  await expect(page.getByText('Training needs WebGPU.')).toBeVisible();
});

test('an adapter that is missing is told apart from a browser without WebGPU', async ({ page }) => {
  // The worker asks for the adapter: its answer is replaced there.
  await page.route('**/engine.worker*.js', async (route) => {
    const response = await route.fetch();
    const body = `navigator.gpu.requestAdapter = async () => null;\n${await response.text()}`;
    await route.fulfill({ response, body });
  });
  const studio = new Studio(page);
  await studio.open();
  await expect(page.getByRole('alert')).toContainText('The browser has WebGPU but found no GPU that it may use.');
  await expect(page.getByRole('alert')).toContainText('update the graphics driver');

  await page.getByRole('link', { name: 'Watch a recorded run' }).click();
  await expect(page.getByRole('note')).toContainText(/Recorded on .+, \d+ \w+ \d{4}\./);
  await page.getByRole('button', { name: 'Skip to the end' }).click();
  await studio.idle();
  await expect(studio.figure('Step')).toHaveText(/^(\d+) of \1$/);
  await expect(page.getByRole('button', { name: /Pause|Stop|Cancel/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'See its results' }).click();
  await expect(page.getByRole('row', { name: /^Tuned/ })).toBeVisible();
  // The person's own state is untouched.
  await expect(studio.step('train')).toContainText('Not started');
  await expect(studio.step('results')).toContainText('Not yet');
});

test('an address that is neither https nor localhost is named as the cause', async ({ page, baseURL }) => {
  await page.route('http://studio.example/**', async (route) => {
    const url = route
      .request()
      .url()
      .replace('http://studio.example', baseURL ?? '');
    await route.fulfill({ response: await route.fetch({ url }) });
  });
  const studio = new Studio(page);
  await studio.open('http://studio.example/');
  await expect(page.getByRole('alert')).toContainText('WebGPU is only given to pages from https:// or localhost');
});
