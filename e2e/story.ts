/**
 * What every story starts from: Playwright's `test` plus a page that fails the story on an uncaught error. Stories never
 * sleep: they wait for what a person would see, or for the app's own idle promise.
 */
import { test as base, expect } from '@playwright/test';

export const test = base.extend({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    await use(page);
    expect(errors, 'uncaught errors in the page').toEqual([]);
  },
});

export { expect };
