/** The page that gets models, as a person uses it. */
import type { Page } from '@playwright/test';
import { expect } from './story.ts';
import { untilIdle } from './studio.ts';

export class GetModel {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Until nothing is under way and what came of it is drawn. */
  async idle(): Promise<void> {
    await untilIdle(this.page);
  }

  /** Turns to another Hub; the page opens anew. */
  async useHub(endpoint: string, downloads: string): Promise<void> {
    await this.page.getByText('Another Hub').click();
    await this.page.getByLabel('Address of the Hub').fill(endpoint);
    await this.page.getByLabel('Download hosts').fill(downloads);
    const opened = await this.page.evaluate(() => performance.timeOrigin);
    await this.page.getByRole('button', { name: 'Use this Hub' }).click();
    await expect.poll(() => this.page.evaluate(() => performance.timeOrigin).catch(() => 0)).toBeGreaterThan(opened);
    await expect(this.section('Where this page may connect').getByText(endpoint)).toBeVisible();
  }

  async lookUp(name: string): Promise<void> {
    await this.page.getByLabel('Name on the Hub').fill(name);
    await this.page.getByRole('button', { name: 'Look it up' }).click();
    await this.idle();
  }

  section(name: string) {
    return this.page.getByRole('region', { name });
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }

  /** A fact about the model that was looked up. */
  fact(label: string) {
    return this.page
      .locator('dl > div', { has: this.page.locator('dt', { hasText: new RegExp(`^${label}$`) }) })
      .locator('dd');
  }
}
