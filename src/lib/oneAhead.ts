/**
 * Each item with what `fetch` gives for it, in order; the next one is fetched while the caller works on this one. After the first failure, or
 * when the caller stops, nothing more is fetched, and what is under way is waited for: it may hold files.
 */
export async function* oneAhead<Item, Fetched>(
  items: Iterable<Item>,
  fetch: (item: Item) => Promise<Fetched>,
): AsyncGenerator<readonly [Item, Fetched]> {
  let ahead: readonly [Item, Promise<Fetched>] | null = null;
  const start = (item: Item) => {
    const fetched = Promise.resolve().then(() => fetch(item));
    fetched.catch(() => {}); // it is thrown where its turn comes; until then it is not unhandled
    return [item, fetched] as const;
  };
  try {
    for (const item of items) {
      const next = start(item);
      const [before, fetched] = ahead ?? [];
      ahead = next;
      if (before !== undefined && fetched !== undefined) yield [before, await fetched];
    }
    if (ahead !== null) yield [ahead[0], await ahead[1]];
  } finally {
    await ahead?.[1].catch(() => {});
  }
}
