import { ANIMALS } from './animals.ts';
import { expectAccessible } from './axe.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

test('the page turns German at a click and stays so; rows that are open stay open', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', ANIMALS);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Wählen Sie, was das Modell lernt');
  await expect(page.getByRole('button', { name: 'Deutsch', pressed: true })).toBeFocused();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByText('animals.csv: 16 Zeilen, 2 Spalten')).toBeVisible();
  await studio.goTo('model');
  await expect(page.getByRole('heading', { name: 'Modell und Plan' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: /^Lernrate Rezept/ })).toBeVisible();
  await expectAccessible(page, 'model, in German');
  await page.evaluate(() => {
    window.location.hash = '#/recorded/results';
  });
  await expect(page.locator('h2[data-verdict]')).toHaveText(/fiel die Perplexität von \d+,\d+ auf \d+,\d+/);
  await page.reload();
  await studio.idle();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ein aufgezeichneter Lauf');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A recorded run');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('the tour leads through Results by keyboard, blocks nothing, and ends with Escape', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open('/#/help');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Take the tour' }).press('Enter');
  const tour = page.getByRole('region', { name: 'Tour', exact: true });
  await expect(tour).toContainText('The verdict');
  await expect(tour).toContainText('1 of 5');
  await expect(page.locator('[data-toured]')).toContainText('perplexity fell');
  await tour.getByRole('button', { name: 'Next' }).press('Enter');
  await expect(tour).toContainText('Comparison');
  await expectAccessible(page, 'a stop of the tour');
  // The page goes on working beside it.
  await page.getByText('How?').click();
  await expect(page.getByText('The rule knows no synonyms and no facts')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tour).toHaveCount(0);
  await expect(page.locator('[data-toured]')).toHaveCount(0);
});

test('a notification is asked for by a click only; what the browser says is told', async ({ page, context }) => {
  const studio = new Studio(page);
  await page.addInitScript(() => {
    const asked: string[] = [];
    Object.assign(window, { asked });
    Notification.requestPermission = async () => {
      asked.push('asked');
      return asked.length === 1 ? 'denied' : 'granted';
    };
  });
  await studio.open('/#/train');
  await page.evaluate(() =>
    window.tabtune.rehearse([{ event: 'phase', phase: 'load', done: 0, total: 1, detail: 'weights' }]),
  );
  const box = page.getByRole('switch', { name: 'Notify me when it has ended' });
  expect(await page.evaluate(() => Reflect.get(window, 'asked'))).toEqual([]);
  await box.click({ force: true });
  await expect(page.getByText('This browser does not allow notifications from this page.')).toBeVisible();
  await expect(box).not.toBeChecked();
  await box.click({ force: true });
  await expect(box).toBeChecked();
  await context.close();
});
