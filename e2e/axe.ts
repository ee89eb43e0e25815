/** What axe finds on a screen, in the themes and sizes that people use. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './story.ts';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
/** 1280 px at 200 % zoom. */
const ZOOMED = { width: 640, height: 400 };

/** All rules in light on a wide window; on a phone in dark those of colours and sizes; no size scrolls sideways. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expectNoFinding(page, `${what}, 1280 px, light`);
  for (const size of [ZOOMED, NARROW]) {
    await page.setViewportSize(size);
    // Charts follow the width a frame later.
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), `${what}, ${size.width} px: page width`)
      .toBeLessThanOrEqual(size.width);
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  // A bar that stays in sight covers whatever is scrolled below it: what it half covers now is no finding.
  await page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLElement>('main *, header'))
      if (getComputedStyle(element).position === 'sticky') element.style.position = 'static';
  });
  await expectNoFinding(page, `${what}, 360 px, dark`, ['color-contrast', 'target-size']);
  await page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLElement>('[style*="static"]')) element.style.position = '';
  });
  await page.setViewportSize(WIDE);
}

/**
 * axe on the page itself: no screen has a frame, so that no second page need gather what was found in each, and what passed is not described.
 * For the 15 screens of access.story about 19 s in place of 31.
 */
export function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
}

/** Only these rules; else all of them. */
export async function expectNoFinding(page: Page, what: string, rules?: readonly string[]): Promise<void> {
  await untilStill(page);
  const builder = axe(page).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
  const { violations } = await (rules === undefined ? builder : builder.withRules([...rules])).analyze();
  const findings = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(' ')}\n  ${failureSummary}`),
  );
  expect.soft(findings, what).toEqual([]);
}

/**
 * Colours that change at once still pass through transitions of 0.01 ms (reduced motion), one level of what inherits them per frame, and where nothing
 * is recorded no frame is drawn by itself: for that many levels.
 */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 6; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}
