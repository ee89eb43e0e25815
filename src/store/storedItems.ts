/** What this page keeps in the browser. Everything of one kind is one item, however many files it is. */
export type StoredKind = 'runs' | 'exports' | 'page' | 'models' | 'hubModels' | 'token' | 'theme' | 'settings';

export interface StoredItem {
  /** `other`: of another page of the same address; shown by its name, and left alone. */
  readonly kind: StoredKind | 'other';
  readonly name: string;
  readonly sizeBytes: number;
  /** Files, entries or keys; 0: the browser does not say. */
  readonly count: number;
}

/** Where a browser keeps things for a page. */
export type Drawer = 'files' | 'cache' | 'localStorage' | 'database';

/** Names by which the page knows its own; `scope` is the address of its folder. */
const OWN: Readonly<Record<Drawer, readonly [StoredKind, (name: string, scope: string) => boolean][]>> = {
  files: [
    ['runs', (name) => name === 'runs' || name === 'run'],
    ['hubModels', (name) => name === 'hub'],
    ['exports', (name) => name === 'exports'],
    ['settings', (name) => name === 'autotune'],
  ],
  cache: [
    ['models', (name) => name === 'tabtune-models'],
    ['page', (name, scope) => name.startsWith('workbox-') && name.endsWith(`-${scope}`)],
  ],
  localStorage: [
    ['theme', (name) => name === 'mantine-color-scheme-value'],
    ['token', (name) => name === 'tabtune-hub-token'],
    ['settings', (name) => name.startsWith('tabtune')],
  ],
  database: [['settings', (name) => name.startsWith('tabtune')]],
};

/** Whose a thing is, by where it lies and its name: pages in other folders of one host share their storage with this one. */
export function kindOf(drawer: Drawer, name: string, scope: string): StoredItem['kind'] {
  return OWN[drawer].find(([, isOwn]) => isOwn(name, scope))?.[0] ?? 'other';
}

/** Adds up what is of one kind; things of other pages stay apart by their names. Items without anything in them go. */
export function gather(items: readonly StoredItem[]): readonly StoredItem[] {
  const gathered = new Map<string, StoredItem>();
  for (const item of items) {
    if (item.count === 0 && item.sizeBytes === 0 && item.kind !== 'other') continue;
    const key = item.kind === 'other' ? `other ${item.name}` : item.kind;
    const known = gathered.get(key);
    gathered.set(key, {
      ...item,
      sizeBytes: (known?.sizeBytes ?? 0) + item.sizeBytes,
      count: (known?.count ?? 0) + item.count,
    });
  }
  return [...gathered.values()];
}
