/** The studio as a person uses it: one method per thing that a person does or looks for. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Download, JSHandle, Page } from '@playwright/test';
import type {} from '../src/app/testHook.ts';
import { expect } from './story.ts';

const SAMPLE = new URL('../public/samples/symptoms-sample.csv', import.meta.url);

/** Until nothing is under way on a page of ours. */
export async function untilIdle(page: Page): Promise<void> {
  // The page appears once its language is there.
  await page.waitForFunction(() => 'tabtune' in window);
  await page.evaluate(() => window.tabtune.idle());
}

export class Studio {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(address = '/'): Promise<void> {
    await this.page.addInitScript(recordLongTasks);
    await this.page.goto(address);
    await this.idle();
  }

  /** Until nothing is under way and what came of it is drawn. */
  async idle(): Promise<void> {
    await untilIdle(this.page);
  }

  async dropSample(): Promise<void> {
    await this.dropFile(basename(SAMPLE.pathname), readFileSync(SAMPLE, 'utf8'));
  }

  /** One click, from the start page to a run under way. */
  async trySample(): Promise<void> {
    await this.page.getByRole('button', { name: 'Try the sample' }).click();
  }

  /** Drops a file on the page, as from a file manager. */
  async dropFile(name: string, content: string): Promise<void> {
    await this.dropFiles([{ name, content }]);
  }

  async dropFiles(files: readonly { readonly name: string; readonly content: string }[]): Promise<void> {
    const data = await this.page.evaluateHandle((list) => {
      const transfer = new DataTransfer();
      for (const { name, content } of list) transfer.items.add(new File([content], name));
      return transfer;
    }, files);
    await this.page.getByText('Drop a CSV or JSONL').dispatchEvent('drop', { dataTransfer: data });
    await this.idle();
  }

  /** A file that is made in the page, for `dropTimed`. */
  makeFile(shape: {
    readonly name: string;
    readonly rows: number;
    readonly symptoms: number;
  }): Promise<JSHandle<DataTransfer>> {
    return this.page.evaluateHandle(makeFile, shape);
  }

  /** Drops a file; answers how long it took until it was parsed, filtered and split and the way to the model open, in ms. */
  async dropTimed(file: JSHandle<DataTransfer>): Promise<number> {
    const zone = await this.page.getByText('Drop a CSV or JSONL').elementHandle();
    return this.page.evaluate(
      async ([target, dataTransfer]) => {
        const startMs = performance.now();
        target?.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
        const isSplit = () =>
          [...document.querySelectorAll('a')].some((link) => link.textContent === 'Continue to model');
        while (!isSplit()) await new Promise((resolve) => requestAnimationFrame(resolve));
        return Math.round(performance.now() - startMs);
      },
      [zone, file] as const,
    );
  }

  /** Scrolls the table of rows to its end; answers how long it took until the row of this name stood there, in ms. */
  scrollTimed(name: string): Promise<number> {
    return this.page.evaluate(async (label) => {
      const startMs = performance.now();
      const table = document.querySelector('section[aria-label="Rows of the file"]');
      const isThere = () => document.querySelector(`button[aria-label^="${label}"]`) !== null;
      while (!isThere() && performance.now() - startMs < 30_000) {
        table?.scrollTo({ top: table.scrollHeight });
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return Math.round(performance.now() - startMs);
    }, name);
  }

  async keepRows(column: string, value: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Column', exact: true }).click();
    await this.page.getByRole('option', { name: column, exact: true }).click();
    await this.page.getByRole('combobox', { name: 'Value' }).click();
    await this.page.getByRole('option', { name: new RegExp(`^${value} \\(`) }).click();
    await this.idle();
  }

  /** Adds a condition by its column, its words and what it compares with. */
  async addCondition(column: string, operator: string, value: string | readonly string[]): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Column', exact: true }).click();
    await this.page.getByRole('option', { name: column, exact: true }).click();
    await this.page.getByRole('combobox', { name: 'Condition' }).click();
    await this.page.getByRole('option', { name: operator, exact: true }).click();
    if (typeof value === 'string')
      await this.page.getByRole('textbox', { name: /^(Text to look for|Number|Value)$/ }).fill(value);
    else {
      await this.page.getByRole('combobox', { name: 'Values' }).click();
      for (const one of value) await this.page.getByRole('option', { name: new RegExp(`^${one} \\(`) }).click();
    }
    await this.page.getByRole('button', { name: 'Add', exact: true }).click();
    await this.idle();
  }

  async removeCondition(label: string): Promise<void> {
    await this.page.getByRole('button', { name: `Remove: ${label}` }).click();
    await this.idle();
  }

  /** The link of a step, with the word for its state. */
  step(place: 'data' | 'model' | 'train' | 'results' | 'export') {
    return this.page.locator(`nav a[href="#/${place}"]`);
  }

  async goTo(place: 'data' | 'model' | 'train' | 'results' | 'export'): Promise<void> {
    await this.step(place).click();
    await this.idle();
  }

  /** Fills fields of the settings form by their labels. */
  async set(fields: Readonly<Record<string, string>>): Promise<void> {
    const fold = this.page.locator('details', { hasText: 'All settings' });
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
    for (const [name, value] of Object.entries(fields)) await this.page.getByRole('textbox', { name }).fill(value);
    await this.idle();
  }

  /** The banner of a run that is kept, by what it says. */
  kept(words: string | RegExp) {
    return this.page
      .getByRole('region', { name: 'Runs kept in this browser' })
      .getByRole('note')
      .filter({ hasText: words });
  }

  /** Reloads the page, whatever it says about leaving. */
  async reload(): Promise<void> {
    this.page.once('dialog', (dialog) => void dialog.accept());
    await this.page.reload();
    await this.idle();
  }

  get start() {
    return this.page.getByRole('button', { name: 'Start training' });
  }

  /** A figure of the page by its label: `figure('Step')` -> `3 of 12`. */
  figure(label: string) {
    return this.page
      .locator('dl > div', { has: this.page.locator('dt', { hasText: new RegExp(`^${label}$`) }) })
      .locator('dd');
  }

  async untilStep(step: number): Promise<void> {
    const reached = async () => Number.parseInt((await this.figure('Step').textContent()) ?? '0', 10) >= step;
    await expect.poll(reached, { timeout: 90_000 }).toBe(true);
  }

  /** The smoothed loss as it is drawn: the path of its line. */
  async lossCurve(): Promise<string> {
    return (await this.page.locator('[data-line="smooth"]').getAttribute('d')) ?? '';
  }

  /** The training loss of every step out of the table, in order. */
  async losses(): Promise<number[]> {
    await this.page.getByText('Table', { exact: true }).click();
    const cells = await this.page.locator('tbody tr td:nth-child(2)').allTextContents();
    return cells.map(Number).reverse();
  }

  /** Loss of both models on a part of the split as Results shows them. */
  async testLosses(part: 'test' | 'validation' = 'test'): Promise<{ base: number; tuned: number }> {
    const table = this.page.locator(`section[aria-labelledby="comparison-${part}"] table`).first();
    const loss = async (model: string) => {
      const row = table.getByRole('row', { name: new RegExp(`^${model}`) });
      return Number(await row.getByRole('cell').first().textContent());
    };
    return { base: await loss('Base'), tuned: await loss('Tuned') };
  }

  async download(): Promise<Download> {
    const coming = this.page.waitForEvent('download');
    await this.page.getByRole('button', { name: 'Download adapter .zip' }).click();
    return coming;
  }

  /** From here on long tasks count; a planted one shows that they are seen at all. */
  async watchLongTasks(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          setTimeout(() => {
            const endMs = performance.now() + 100;
            while (performance.now() < endMs);
            resolve();
          });
        }),
    );
    await expect.poll(async () => Math.max(0, ...(await this.longTasks()))).toBeGreaterThanOrEqual(100);
    await this.page.evaluate(() => {
      window.longTasksMs.length = 0;
    });
  }

  /** Durations in ms of main-thread tasks over 50 ms since they were watched. */
  longTasks(): Promise<number[]> {
    return this.page.evaluate(() => window.longTasksMs);
  }
}

declare global {
  interface Window {
    longTasksMs: number[];
  }
}

function recordLongTasks(): void {
  window.longTasksMs = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.longTasksMs.push(entry.duration);
  }).observe({ type: 'longtask' });
}

/** A CSV of about 1,380 bytes a row, with quoted line breaks in every third answer. Runs in the page. */
function makeFile({ name, rows, symptoms }: { name: string; rows: number; symptoms: number }): DataTransfer {
  const words =
    'the of a sign body may often with and person doctor level pain blood other cause years known test care'.split(' ');
  let state = 1;
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return words[(state >>> 16) % words.length];
  };
  const lines = ['qtype,Question,Answer,source,focus_area,semantic_group'];
  for (let i = 0; i < rows; i++) {
    const kind =
      Math.floor(((i + 1) * symptoms) / rows) > Math.floor((i * symptoms) / rows) ? 'symptoms' : `kind ${i % 15}`;
    const sentence = Array.from({ length: 240 }, word).join(' ');
    const answer = i % 3 === 0 ? `"${sentence},\n- it is ""said""."` : sentence;
    lines.push(
      `${kind},Question ${i} on ${word()} ${word()}?,${answer},source ${i % 9},topic ${i % 5000},group ${i % 4}`,
    );
  }
  const transfer = new DataTransfer();
  transfer.items.add(new File([lines.join('\n')], name));
  return transfer;
}
