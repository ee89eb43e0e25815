import { ANIMALS, SETTINGS } from './animals.ts';
import { readArchive } from './archive.ts';
import { expectAccessible } from './axe.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

test('reloaded in mid-training a run goes on without gap or jump, to the bytes of the run that nobody disturbed', async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', ANIMALS);
  await studio.goTo('model');
  await studio.set(SETTINGS);
  await studio.start.click();
  await studio.idle();
  await expect(studio.figure('Step')).toHaveText('20 of 20');
  const undisturbed = await studio.losses();
  await studio.goTo('export');
  const whole = await readArchive(await studio.download());

  await studio.goTo('model');
  await studio.start.click();
  await studio.untilStep(4);
  await studio.reload();
  // Training itself went with the page; what it had saved did not.
  const banner = studio.kept(/stopped at step 1?[3-9] of 20/);
  await expect(banner).toBeVisible();
  await expect(studio.step('train')).toContainText(/Stopped, 1?[3-9] of 20/);
  await banner.getByRole('button', { name: 'Resume' }).click();
  await studio.idle();
  await expect(studio.figure('Step')).toHaveText('20 of 20');
  expect(await studio.losses()).toEqual(undisturbed);
  await studio.goTo('export');
  const resumed = await readArchive(await studio.download());
  expect(resumed.bytes('adapter_model.safetensors')).toEqual(whole.bytes('adapter_model.safetensors'));
  expect(resumed.json('run.json').learning.answers).toEqual(whole.json('run.json').learning.answers);

  // Downloaded, it waits for nothing, and stays among the runs.
  await page.goto('/');
  await studio.idle();
  await expect(page.getByRole('region', { name: 'Runs kept in this browser' })).toHaveCount(0);
  await expect(page.getByText('2 runs kept in this browser.')).toBeVisible();
});

test('a run is paused, saved and closed; another tab looks on, then keeps what it learned; the result survives its page too', async ({
  page,
  context,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', ANIMALS);
  await studio.goTo('model');
  await studio.set(SETTINGS);
  await studio.start.click();
  await studio.untilStep(2);
  // A page that is hidden saves, and goes on.
  await page.getByText('Details').click();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(studio.figure('Saved at step')).toHaveText(/^\d+$/);
  await page.getByRole('button', { name: 'Pause' }).click();
  const state = page.getByText(/Paused at step \d+\. Saved\. You may close this tab\./);
  await expect(state).toBeVisible();
  await expect(page).toHaveTitle(/^\d+ % paused, TabTune$/);
  const paused = Number((await state.textContent())?.match(/step (\d+)/)?.[1]);
  await page.getByRole('button', { name: 'Resume' }).click();
  await studio.untilStep(paused + 1);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(state).toBeVisible();

  const second = new Studio(await context.newPage());
  await second.open();
  await second.kept('is open in another tab').getByRole('button', { name: 'Look at it' }).click();
  await expect(second.page.getByRole('heading', { level: 1 })).toHaveText(/^Another tab trains on/);
  await expect(second.page.locator('[data-line="smooth"]')).toHaveAttribute('d', /^M/);
  await second.page.goto('/');
  await second.idle();
  await second.dropFile('animals.csv', ANIMALS);
  await second.goTo('model');
  await second.start.click();
  await expect(second.page.getByText('Another tab of this browser is training')).toBeVisible();

  // Nothing is lost, so that nothing asks.
  await page.close({ runBeforeUnload: true });
  await second.page.goto('/');
  await second.page.reload();
  await second.idle();
  const banner = second.kept(/stopped at step \d+ of 20/);
  await expect(banner).toBeVisible();
  await expectAccessible(second.page, 'a run that can be resumed');
  await banner.getByRole('button', { name: 'Discard' }).click();
  await second.kept('is discarded').getByRole('button', { name: 'Undo' }).click();
  await banner.getByRole('button', { name: 'Keep what it learned' }).click();
  await second.idle();
  await expect(second.page.getByText('Stopped. What it learned is kept.')).toBeVisible();

  await second.page.reload();
  await second.idle();
  await second.kept('is finished and was not downloaded').getByRole('button', { name: 'See results' }).click();
  await second.idle();
  await second.goTo('export');
  const zip = await readArchive(await second.download());
  expect(zip.json('run.json')).toMatchObject({ status: 'stopped' });
  expect(zip.json('run.json').training.steps.length).toBeLessThan(20);
});

test('a lost GPU is told with its cause, and training goes on by itself from the last good step', async ({ page }) => {
  await page.route('**/engine.worker*.js', async (route) => {
    const response = await route.fetch();
    // The worker's devices, to be lost when the story says so.
    const hook = `
      const devices = [];
      const { requestDevice } = GPUAdapter.prototype;
      GPUAdapter.prototype.requestDevice = async function (...args) {
        const device = await requestDevice.apply(this, args);
        devices.push(device);
        return device;
      };
      new BroadcastChannel('lose the GPU').onmessage = () => devices.at(-1).destroy();
    `;
    await route.fulfill({ response, body: `{${hook}}\n${await response.text()}` });
  });
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', ANIMALS);
  await studio.goTo('model');
  await studio.set(SETTINGS);
  await studio.start.click();
  await studio.untilStep(4);
  await page.evaluate(() => new BroadcastChannel('lose the GPU').postMessage(null));
  await expect(page.getByRole('note').filter({ hasText: 'The GPU was lost' })).toContainText(
    /Training went on by itself from step \d/,
  );
  await studio.idle();
  await expect(studio.figure('Step')).toHaveText('20 of 20');
  expect(await studio.losses()).toHaveLength(20);
});

test('where nothing can be stored that is said, and the run goes on', async ({ page }) => {
  await page.route('**/engine.worker*.js', async (route) => {
    const response = await route.fetch();
    const hook = `navigator.storage.getDirectory = async () => { throw new DOMException('no', 'SecurityError'); };`;
    await route.fulfill({ response, body: `${hook}\n${await response.text()}` });
  });
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', ANIMALS);
  await studio.goTo('model');
  await studio.set({ ...SETTINGS, 'Stop after': '2' });
  await studio.start.click();
  await expect(page.getByRole('note').filter({ hasText: 'do not close the tab' })).toContainText(
    'This window keeps no files',
  );
  await studio.idle();
  await expect(studio.figure('Step')).toHaveText('2 of 2');
});
