/**
 * What every story starts from: Playwright's `test` plus a page that fails the story on an uncaught error, on anything
 * that its security policy had to stop, and on a request that leaves the site or carries something out. Stories never
 * sleep: they wait for what a person would see, or for the app's own idle promise.
 */
import { test as base, expect, type Page, type Request } from '@playwright/test';
import type {} from '../src/app/testHook.ts';

interface StoryOptions {
  /** Sites besides the one under test that the story itself opens. */
  readonly ownSites: readonly string[];
}

export const test = base.extend<StoryOptions>({
  ownSites: [[], { option: true }],
  page: async ({ page, context, baseURL, ownSites }, use) => {
    const errors: string[] = [];
    const violations: string[] = [];
    const sent: string[] = [];
    const sites = [new URL(baseURL ?? '').origin, ...ownSites];
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) violations.push(message.text());
    });
    context.on('request', (request) => {
      if (!isReadOf(request, sites)) sent.push(`${request.method()} ${request.url()}`);
    });
    await use(page);
    expect(errors, 'uncaught errors in the page').toEqual([]);
    expect([...violations, ...(await stoppedIn(page))], 'what the security policy had to stop').toEqual([]);
    expect(sent, 'requests that leave the site or carry something').toEqual([]);
  },
});

export { expect };

/** What the policy stopped in the page and in its workers, whose consoles nobody hears. */
export async function stoppedIn(page: Page): Promise<readonly string[]> {
  if (page.isClosed()) return [];
  const stopped = await page.evaluate(() => window.tabtune?.stopped() ?? []);
  return stopped.map(({ by, directive, target }) => `${by}: ${directive} ${target}`);
}

function isReadOf(request: Request, sites: readonly string[]): boolean {
  const { protocol, origin } = new URL(request.url());
  if (protocol === 'blob:' || protocol === 'data:') return true;
  return sites.includes(origin) && request.method() === 'GET' && request.postData() === null;
}
