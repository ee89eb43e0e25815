import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
/** 1280 px at 200 % zoom. */
const ZOOMED = { width: 640, height: 400 };

test('no screen has an accessibility finding, in light and dark, and none scrolls sideways', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  for (const place of ['start', 'data', 'model', 'train', 'results', 'export', 'privacy', 'help']) {
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
  await expectNoFinding(axe(page), 'a word explained');
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

/** All rules in light on a wide window; on a phone in dark those of colours and sizes. */
async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expectNoFinding(axe(page), `${what}, 1280 px, light`);
  for (const size of [ZOOMED, NARROW]) {
    await page.setViewportSize(size);
    // Charts follow the width a frame later.
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), `${what}, ${size.width} px: page width`)
      .toBeLessThanOrEqual(size.width);
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expectNoFinding(axe(page).withRules(['color-contrast', 'target-size']), `${what}, 360 px, dark`);
  await page.setViewportSize(WIDE);
}

function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
}

async function expectNoFinding(builder: AxeBuilder, what: string): Promise<void> {
  const { violations } = await builder.analyze();
  const findings = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(' ')}\n  ${failureSummary}`),
  );
  expect.soft(findings, what).toEqual([]);
}
