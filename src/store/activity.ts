/**
 * What the app is busy with, for tests: `idle()` resolves once no tracked work is under way and the page has drawn
 * what came of it. Reached as `window.tabtune.idle()`; nothing in the app itself waits on it.
 */
let underWay = 0;
let waiting: (() => void)[] = [];

/** Counts `work` as under way until it settles, and hands it back. */
export function track<T>(work: Promise<T>): Promise<T> {
  underWay++;
  const settled = () => {
    underWay--;
    if (underWay === 0) {
      const resolved = waiting;
      waiting = [];
      for (const resolve of resolved) resolve();
    }
  };
  work.then(settled, settled);
  return work;
}

export async function idle(): Promise<void> {
  // Work that ends may start other work from an effect: look again after the page has drawn.
  do {
    if (underWay > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    await drawn();
  } while (underWay > 0);
}

function drawn(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Counts as under way from now until the returned function is called. */
export function trackUntil(): () => void {
  let end: () => void = () => undefined;
  void track(
    new Promise<void>((resolve) => {
      end = resolve;
    }),
  );
  return end;
}
