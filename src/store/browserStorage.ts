/** The browser's drawers as one: what lies in them, and how to empty them. Drawers that a browser lacks are empty. */
import { type Drawer, gather, kindOf, type StoredItem } from './storedItems.ts';
import { siteUrl } from './workers.ts';

type Found = Omit<StoredItem, 'kind'>;

/** How each drawer is looked through and how a thing of it is removed. */
const DRAWERS: Readonly<Record<Drawer, { list(): Promise<Found[]>; remove(name: string): Promise<unknown> }>> = {
  files: {
    async list() {
      const root = await navigator.storage.getDirectory();
      const found: Found[] = [];
      for await (const [name, handle] of root.entries()) found.push({ name, ...(await measure(handle)) });
      return found;
    },
    remove: async (name) => (await navigator.storage.getDirectory()).removeEntry(name, { recursive: true }),
  },
  cache: {
    list: async () => Promise.all((await caches.keys()).map(measureCache)),
    remove: (name) => caches.delete(name),
  },
  localStorage: {
    list: async () =>
      Object.entries(localStorage).map(([name, value]) => ({
        name,
        // Two bytes a character, as browsers count them.
        sizeBytes: 2 * (name.length + String(value).length),
        count: 1,
      })),
    remove: async (name) => localStorage.removeItem(name),
  },
  database: {
    list: async () => (await indexedDB.databases()).map(({ name = '' }) => ({ name, sizeBytes: 0, count: 1 })),
    remove: (name) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => resolve();
        // Another tab has it open; the browser deletes it as soon as that tab lets go.
        request.onblocked = () => resolve();
        request.onerror = () => reject(request.error);
      }),
  },
};

/** Everything that lies here for the address of this page. */
export async function listStored(): Promise<readonly StoredItem[]> {
  return gather((await lookThrough()).map(({ item }) => item));
}

/** Removes all that is this page's own, its service worker included; what belongs to other pages of the host stays. */
export async function removeStored(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration(siteUrl(''));
  await registration?.unregister();
  for (const { drawer, item } of await lookThrough()) {
    if (item.kind !== 'other') await DRAWERS[drawer].remove(item.name);
  }
}

async function lookThrough(): Promise<readonly { readonly drawer: Drawer; readonly item: StoredItem }[]> {
  const scope = siteUrl('');
  const drawers = Object.keys(DRAWERS) as Drawer[];
  const lists = await Promise.all(
    drawers.map(async (drawer) => {
      // A drawer that cannot be opened (private windows) holds nothing.
      const found = await DRAWERS[drawer].list().catch(() => []);
      return found.map((item) => ({ drawer, item: { ...item, kind: kindOf(drawer, item.name, scope) } }));
    }),
  );
  return lists.flat();
}

async function measure(handle: FileSystemHandle): Promise<Pick<Found, 'sizeBytes' | 'count'>> {
  if (handle.kind === 'file') return { sizeBytes: (await (handle as FileSystemFileHandle).getFile()).size, count: 1 };
  let sizeBytes = 0;
  let count = 0;
  for await (const child of (handle as FileSystemDirectoryHandle).values()) {
    const inside = await measure(child);
    sizeBytes += inside.sizeBytes;
    count += inside.count;
  }
  return { sizeBytes, count };
}

async function measureCache(name: string): Promise<Found> {
  const cache = await caches.open(name);
  let sizeBytes = 0;
  const keys = await cache.keys();
  for (const key of keys) sizeBytes += (await (await cache.match(key))?.blob())?.size ?? 0;
  return { name, sizeBytes, count: keys.length };
}
