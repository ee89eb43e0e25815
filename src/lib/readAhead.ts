/**
 * Each item with what `fetch` gives for it, in order; the next `depth` are fetched while the caller works on this one. After the first failure, or
 * when the caller stops, nothing more is fetched, and what is under way is waited for: it may hold files.
 */
export async function* readAhead<Item, Fetched>(
  items: Iterable<Item>,
  fetch: (item: Item) => Promise<Fetched>,
  depth: number,
): AsyncGenerator<readonly [Item, Fetched]> {
  const ahead: (readonly [Item, Promise<Fetched>])[] = [];
  const start = (item: Item) => {
    const fetched = Promise.resolve().then(() => fetch(item));
    fetched.catch(() => {}); // it is thrown where its turn comes; until then it is not unhandled
    ahead.push([item, fetched]);
  };
  const take = async () => {
    const [item, fetched] = ahead[0] as readonly [Item, Promise<Fetched>];
    const pair = [item, await fetched] as const;
    ahead.shift();
    return pair;
  };
  try {
    for (const item of items) {
      start(item);
      if (ahead.length > depth) yield await take();
    }
    while (ahead.length > 0) yield await take();
  } finally {
    await Promise.allSettled(ahead.map(([, fetched]) => fetched));
  }
}
