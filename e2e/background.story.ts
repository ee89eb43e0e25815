import type { Page } from '@playwright/test';
import { ANIMALS, SETTINGS } from './animals.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

test('a hidden tab trains on, saves and tells in its title how far it is; the screen is kept on while it trains and is seen', async ({
  page,
}) => {
  await page.addInitScript(makeHideable);
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', ANIMALS);
  await studio.goTo('model');
  // No step saves by itself.
  await studio.set({ ...SETTINGS, 'Save every': '1000' });
  expect(await locks(page)).toEqual([]);
  await studio.start.click();
  await studio.untilStep(2);
  expect(await locks(page)).toEqual(['asked']);
  await page.getByText('Details').click();
  await expect(studio.figure('Saved at step')).toHaveCount(0);

  await page.evaluate(() => window.tab.hide());
  const hiddenAt = await percent(page);
  await expect(studio.figure('Saved at step')).toHaveText(/^\d+$/);
  // Four steps of the twenty, counted where one sees them: in the title.
  await expect.poll(() => percent(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(hiddenAt + 20);
  expect(await locks(page)).toEqual(['asked', 'taken back']);

  await page.evaluate(() => window.tab.show());
  await expect.poll(() => locks(page)).toEqual(['asked', 'taken back', 'asked']);
  await expect(page.locator('[data-line="smooth"]')).toHaveAttribute('d', /^M/);

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/Paused at step \d+\. Saved\./)).toBeVisible();
  await expect.poll(() => locks(page)).toEqual(['asked', 'taken back', 'asked', 'let go']);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(async () => (await locks(page)).length).toBe(5);
  await page.getByRole('button', { name: 'Stop and keep' }).click();
  await studio.idle();
  await expect(page.getByText('Stopped. What it learned is kept.')).toBeVisible();
  expect(await locks(page)).toEqual(['asked', 'taken back', 'asked', 'let go', 'asked', 'let go']);
});

/** What became of the wake locks, in order. */
function locks(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => [...window.tab.locks]);
}

async function percent(page: Page): Promise<number> {
  return Number.parseInt(/^(\d+) % TabTune$/.exec(await page.title())?.[1] ?? 'NaN', 10);
}

declare global {
  interface Window {
    /** The tab as the browser has it: hidden, no frame is drawn, timers come once a second, and a wake lock is taken back. */
    tab: {
      readonly locks: string[];
      hide(): void;
      show(): void;
    };
  }
}

/** Runs in the page. */
function makeHideable(): void {
  const BETWEEN_TIMERS_MS = 1000;
  const { setTimeout, requestAnimationFrame } = window;
  let hidden = false;
  const waiting: FrameRequestCallback[] = [];
  let held: { released: boolean } | null = null;

  window.requestAnimationFrame = (callback) => {
    if (!hidden)
      return requestAnimationFrame((time) => {
        if (hidden) waiting.push(callback);
        else callback(time);
      });
    return waiting.push(callback);
  };
  window.setTimeout = ((run: TimerHandler, ms = 0, ...args: unknown[]) =>
    setTimeout(run, hidden ? Math.max(BETWEEN_TIMERS_MS, ms) : ms, ...args)) as typeof window.setTimeout;
  Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  Object.defineProperty(navigator, 'wakeLock', {
    value: {
      async request() {
        if (hidden) throw new DOMException('The page is hidden', 'NotAllowedError');
        window.tab.locks.push('asked');
        const lock = {
          released: false,
          async release() {
            if (!lock.released) window.tab.locks.push('let go');
            lock.released = true;
          },
        };
        held = lock;
        return lock;
      },
    },
  });

  window.tab = {
    locks: [],
    hide() {
      hidden = true;
      if (held && !held.released) {
        held.released = true;
        window.tab.locks.push('taken back');
      }
      document.dispatchEvent(new Event('visibilitychange'));
    },
    show() {
      hidden = false;
      document.dispatchEvent(new Event('visibilitychange'));
      for (const callback of waiting.splice(0)) requestAnimationFrame(callback);
    },
  };
}
