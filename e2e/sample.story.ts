import { browserLaunch } from '../tools/browser/chromium.ts';
import { expectAccessible } from './axe.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

// This one in the browser as people have it, which zeroes workgroup memory.
test.use({ launchOptions: await browserLaunch() });

/** What an unloaded machine may take; the story allows more, since tests share their cores, and notes what it took. */
const FIRST_POINT_S = 15;
const LOADED = 4;

test('one click on the sample: base measured, first point drawn, everything filled in can be seen', async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  const clickedMs = Date.now();
  await studio.trySample();
  await expect(page).toHaveURL(/#\/train$/);
  await expect(page.locator('path[data-line="smooth"]')).toHaveAttribute('d', /^M/, {
    timeout: FIRST_POINT_S * LOADED * 1000,
  });
  const tookS = (Date.now() - clickedMs) / 1000;
  test.info().annotations.push({ type: 'first point', description: `${tookS.toFixed(1)} s after the click` });
  expect(tookS).toBeLessThanOrEqual(FIRST_POINT_S * LOADED);
  await expect(studio.figure('Step')).toHaveText(/^\d+ of 96$/);

  await expectAccessible(page, 'a run under way');
  await expect(page.getByText('Everything was filled in for you.')).toBeVisible();
  await page.getByRole('link', { name: 'See the data' }).click();
  await expect(studio.figure('Rows kept')).toHaveText('160 of 400');
  await studio.step('train').click();
  await page.getByRole('link', { name: 'Change settings' }).click();
  await expect(page.getByText('What you change here holds for the next run.')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Sample (quick)' })).toBeChecked();
});
