import { ANIMALS, SETTINGS } from './animals.ts';
import { readArchive } from './archive.ts';
import { expectAccessible } from './axe.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

test('a loss that is no number ends training with its cause and the last good step; at half the rate it goes on to the end', async ({
  page,
}) => {
  await page.route('**/engine.worker*.js', async (route) => {
    const response = await route.fetch();
    // When the story says so, the four figures of one step come back from the GPU with a loss that is no number.
    const hook = `
      let armed = false;
      const { getMappedRange } = GPUBuffer.prototype;
      GPUBuffer.prototype.getMappedRange = function (...args) {
        const range = getMappedRange.apply(this, args);
        if (armed && range.byteLength === 16) {
          new Float32Array(range)[0] = NaN;
          armed = false;
        }
        return range;
      };
      new BroadcastChannel('spoil a loss').onmessage = () => { armed = true; };
    `;
    await route.fulfill({ response, body: `{${hook}}\n${await response.text()}` });
  });
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', ANIMALS);
  await studio.goTo('model');
  await studio.set(SETTINGS);
  await studio.start.click();
  await studio.untilStep(7);
  await page.evaluate(() => new BroadcastChannel('spoil a loss').postMessage(null));

  const notice = page.getByRole('alert');
  await expect(notice).toContainText('The loss is no longer a number');
  await studio.idle();
  const said = (await notice.textContent()) ?? '';
  const failed = Number(/not a finite number at step (\d+)/.exec(said)?.[1]);
  const good = Number(/Step (\d+) is the last good one that was saved/.exec(said)?.[1]);
  expect(failed).toBeGreaterThan(7);
  // Saved every third step. The loss of a step tells of the weights before it, so that the one before the last finite loss is the last known good.
  expect(good).toBe(Math.floor((failed - 2) / 3) * 3);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Training on animals.csv stopped');
  await expect(page.getByText(`Training stopped. Saved up to step ${good}.`)).toBeVisible();
  await expect(page.getByRole('button', { name: `Resume from ${good}` })).toBeVisible();

  await expectAccessible(page, 'a run that stopped');

  await page.getByRole('button', { name: 'Lower rate to 1.00e-3' }).click();
  await studio.idle();
  await expect(studio.figure('Step')).toHaveText('20 of 20');
  await expect(notice).toHaveCount(0);
  expect((await studio.losses()).filter(Number.isFinite)).toHaveLength(20);
  // Both sides of what is compared are of the same rows.
  const rows = /on \d+ validation rows/.exec((await studio.figure('Latest validation').textContent()) ?? '')?.[0];
  await expect(studio.figure('Perplexity, base')).toContainText(rows ?? 'the rows of the validation');
  await studio.goTo('export');
  const { training } = (await readArchive(await studio.download())).json('run.json');
  expect(training.rateChanges).toEqual([{ step: good, from: 2e-3, to: 1e-3 }]);
  expect(training.steps).toHaveLength(20);
  expect(training.validations.map(({ base }: { base?: object }) => base !== undefined)).toEqual([true, false]);
  expect(training.validations[0].base.loss).toBeGreaterThan(training.validations[0].loss);
});
