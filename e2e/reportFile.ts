import type { Browser, Download } from '@playwright/test';
import { axe } from './axe.ts';
import { expect } from './story.ts';

export interface OpenedReport {
  readonly title: string;
  /** Everything that a person reads in it. */
  readonly text: string;
  /** Cells by the name of their row; of rows with one name the first. */
  cells(row: string): readonly string[];
}

/** Opens a downloaded report from disk, as a person would, on a page of its own; it must ask for nothing, fit a phone and be clean for axe. */
export async function openReport(browser: Browser, download: Download, path: string): Promise<OpenedReport> {
  await download.saveAs(path);
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  try {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`file://${path}`);
    expect(asked).toEqual([`file://${path}`]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1280, height: 800 });
    const { violations } = await axe(page).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    const rows = await page
      .locator('tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
    return {
      title: await page.title(),
      text: (await page.locator('main').textContent()) ?? '',
      cells: (name) => rows.find(([first]) => first === name)?.slice(1) ?? [],
    };
  } finally {
    await context.close();
  }
}
