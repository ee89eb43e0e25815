import { expectAccessible, expectNoFinding } from './axe.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

test('no screen has an accessibility finding, in light and dark, and none scrolls sideways', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  for (const place of ['start', 'data', 'model', 'train', 'results', 'export', 'history', 'privacy', 'help']) {
    await visit(studio, `#/${place}`);
    await expectAccessible(page, `${place}, nothing open`);
  }
  await studio.open();
  await studio.dropSample();
  for (const place of ['start', 'data', 'model']) {
    await visit(studio, `#/${place}`);
    await expectAccessible(page, `${place}, with a file`);
  }
});

test('no screen of a run has an accessibility finding either', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open('/#/recorded');
  await expectAccessible(page, 'a run being played');
  await page.getByRole('button', { name: 'Skip to the end' }).click();
  await expectAccessible(page, 'a run that has ended');
  await page.getByRole('link', { name: 'See its results' }).click();
  await studio.idle();
  await expect(page.getByRole('heading', { level: 2 }).first()).toContainText('perplexity');
  await expectAccessible(page, 'results');

  const term = page.getByRole('button', { name: 'Perplexity', exact: true });
  const meaning = page.getByText('Roughly, how many equally likely words the model hesitates between.');
  await term.focus();
  await page.keyboard.press('Enter');
  await expect(meaning.first()).toBeVisible();
  await expectNoFinding(page, 'a word explained');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(term).toBeFocused();
});

test('a place that opens takes the focus to its heading, and the skip link leads past the bar', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.goTo('data');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.reload();
  await studio.idle();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

async function visit(studio: Studio, hash: string): Promise<void> {
  await studio.page.evaluate((address) => {
    window.location.hash = address;
  }, hash);
  await studio.idle();
}
