import { expect, test } from './story.ts';

/** Runs in the page and, as text, in a worker: what kind of adapter is there? */
async function describeAdapter(): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter();
  return adapter ? `${adapter.info.vendor} ${adapter.info.architecture} ${adapter.info.description}` : 'none';
}

test('the browser of the stories has a GPU, in a page and in a worker', async ({ page }) => {
  await page.goto('/');
  const inPage = await page.evaluate(describeAdapter);
  const inWorker = await page.evaluate((source) => {
    const script = `(${source})().then((text) => postMessage(text), (error) => postMessage(String(error)))`;
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
    return new Promise((resolve) => {
      worker.onmessage = (event) => resolve(event.data);
    });
  }, describeAdapter.toString());
  test.info().annotations.push({ type: 'adapter', description: inPage });
  expect(inPage).not.toBe('none');
  expect(inWorker).toBe(inPage);
});
