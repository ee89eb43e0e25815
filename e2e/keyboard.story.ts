import type { Locator, Page } from '@playwright/test';
import { readArchive } from './archive.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

/** More stops than any place has, the way round by the top included. */
const MOST_STOPS = 60;

test('the sample from the first page to the zip by keyboard alone, the focus seen at every stop', async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await tabTo(page, page.getByRole('button', { name: 'Try the sample' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/train$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

  await studio.untilStep(1);
  await tabTo(page, page.getByRole('button', { name: 'Stop and keep' }));
  await page.keyboard.press('Space');
  const skip = page.getByRole('button', { name: 'Skip the other answers' });
  await expect(skip).toBeVisible({ timeout: 60_000 });
  await tabTo(page, skip);
  await page.keyboard.press('Enter');
  await studio.idle();
  await expect(page.getByText('Stopped. What it learned is kept.')).toBeVisible();

  await tabTo(page, page.getByRole('link', { name: 'See results' }));
  await page.keyboard.press('Enter');
  await studio.idle();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await tabTo(page, page.getByRole('radio', { name: 'Chart' }).first());
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Table' }).first()).toBeChecked();
  expect(await page.evaluate(unseenFocus)).toBeNull();

  await tabTo(page, page.getByRole('link', { name: 'Download adapter' }));
  await page.keyboard.press('Enter');
  await studio.idle();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  const leaveOut = page.getByRole('checkbox', { name: 'Leave my rows out of the zip' });
  await tabTo(page, leaveOut);
  await page.keyboard.press('Space');
  await expect(leaveOut).toBeChecked();
  await studio.idle();
  await tabTo(page, page.getByRole('button', { name: 'Download adapter .zip' }));
  const coming = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const zip = await readArchive(await coming);
  expect(zip.names).toContain('adapter_model.safetensors');
  expect(zip.names).not.toContain('train.jsonl');
  expect(zip.json('run.json')).toMatchObject({ status: 'stopped' });
});

/** Tab by Tab to `target`; at each stop on the way a person must see where the focus is. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(unseenFocus), `stop ${stop + 1} on the way to ${target}`).toBeNull();
    if (await target.evaluate((element) => element === document.activeElement)) return;
    passed.push(await page.evaluate(() => document.activeElement?.textContent ?? ''));
  }
  throw new Error(`No Tab leads to ${target}; they lead to: ${passed.join(' | ')}`);
}

/** What is wrong with how the focus shows: no ring, outside the window, or covered; null: it is seen, or on nothing. Runs in the page. */
function unseenFocus(): string | null {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  // The input of a radio or switch that its label draws has no size: there the ring stands around the label.
  const { width, height } = focused.getBoundingClientRect();
  const ringed = width * height > 0 ? focused : (focused.nextElementSibling ?? focused);
  const { outlineStyle, outlineWidth } = getComputedStyle(ringed);
  const what = focused.outerHTML.slice(0, 200);
  if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2) return `no ring: ${what}`;
  const { left, top, right, bottom } = ringed.getBoundingClientRect();
  const x = (Math.max(left, 0) + Math.min(right, window.innerWidth)) / 2;
  const y = (Math.max(top, 0) + Math.min(bottom, window.innerHeight)) / 2;
  const seen = document.elementFromPoint(x, y);
  if (seen === null || bottom <= 0 || top >= window.innerHeight) return `outside the window: ${what}`;
  return ringed.contains(seen) || seen.contains(ringed) || focused.contains(seen)
    ? null
    : `covered by ${seen.outerHTML.slice(0, 120)}: ${what}`;
}
