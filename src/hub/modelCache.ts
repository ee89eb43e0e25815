/** Downloaded models: in the browser's private file system or in a folder on disk. One folder per model and commit, with a manifest. */
import '../lib/noEval.ts';
import { z } from 'zod';
import type { HubFile, HubModel } from './hubInfo.ts';
import type { ModelFiles } from './modelFiles.ts';

/** Files by path, with slashes. Folders come and go with them. Methods reject when the place cannot be read or written. */
export interface CacheStore {
  /** Paths of all files below a folder; [] when there is none. */
  list(folder: string): Promise<string[]>;
  /** null: no such file. */
  size(path: string): Promise<number | null>;
  /** Bytes [begin, end), in `into` where the place can do so. */
  read(path: string, begin: number, end: number, into?: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>>;
  /** Replaces a small file at once. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Opens a file to be written from byte `at` on; what stood behind is cut off. */
  append(path: string, at: number): Promise<CacheWriter>;
  /** Puts a file in the place of another, or of none. */
  rename(from: string, to: string): Promise<void>;
  /** A folder with everything in it, or a file; nothing happens when there is none. */
  remove(path: string): Promise<void>;
}

export interface CacheWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** What was written is safe when it resolves. */
  close(): Promise<void>;
}

const manifestSchema = z.object({
  formatVersion: z.literal(1),
  id: z.string(),
  commit: z.string(),
  /** What the person asked for: branch, tag or commit. */
  revision: z.string(),
  licence: z.string().nullable(),
  architecture: z.string().nullable(),
  /** When it was complete, in ms since 1970; null: it is not, or an earlier version wrote this. */
  savedAt: z.number().nullable().default(null),
  files: z.array(
    z.object({ name: z.string(), sizeBytes: z.number(), sha256: z.string().nullable(), complete: z.boolean() }),
  ),
});
export type CachedModel = z.infer<typeof manifestSchema> & { readonly folder: string };

const ROOT = 'hub';
const MANIFEST = 'manifest.json';

/** A folder's name: no slash of a model's name may make folders of its own; GGUF files of one model are models of their own. */
export function cacheFolder({ id, commit, files }: Pick<HubModel, 'id' | 'commit' | 'files'>): string {
  const file = ggufOf({ files });
  const gguf = file === null ? '' : `--${file}`;
  return `${ROOT}/${`${id}--${commit.slice(0, 12)}${gguf}`.replace(/[^A-Za-z0-9._-]/g, '--')}`;
}

export function isComplete({ files }: CachedModel): boolean {
  return files.every(({ complete }) => complete);
}

/** The GGUF file that the cached model is; null: it is one in the layout of transformers. */
export function ggufOf({ files }: { readonly files: readonly Pick<HubFile, 'name'>[] }): string | null {
  const [only] = files.length === 1 ? files : [];
  return only?.name.toLowerCase().endsWith('.gguf') ? only.name : null;
}

export function bytesOf(files: readonly HubFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Every model with a readable manifest, complete or not. */
export async function listCached(store: CacheStore): Promise<CachedModel[]> {
  const paths = await store.list(ROOT);
  const folders = paths
    .filter((path) => path.endsWith(`/${MANIFEST}`))
    .map((path) => path.slice(0, -MANIFEST.length - 1));
  const models = await Promise.all(folders.map((folder) => readManifest(store, folder)));
  return models.filter((model) => model !== null).sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function readManifest(store: CacheStore, folder: string): Promise<CachedModel | null> {
  const path = `${folder}/${MANIFEST}`;
  const size = await store.size(path);
  if (size === null || size > 2 ** 22) return null;
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(await store.read(path, 0, size))));
    return parsed.success ? { ...parsed.data, folder } : null;
  } catch {
    return null; // written by something else, or cut off: as good as not there
  }
}

export async function writeManifest(store: CacheStore, { folder, ...manifest }: CachedModel): Promise<void> {
  await store.write(`${folder}/${MANIFEST}`, new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`));
}

/** A complete cached model; its files are read by ranges where they lie. */
export function cachedModelFiles(store: CacheStore, { id, folder, files }: CachedModel): ModelFiles {
  const sizes = new Map(files.map(({ name, sizeBytes }) => [name, sizeBytes]));
  const read: ModelFiles['read'] = (name, begin = 0, end = sizes.get(name) ?? 0, _signal, into) =>
    store.read(`${folder}/${name}`, begin, end, into);
  return {
    id,
    list: async () => [...sizes.keys()],
    size: async (name) => sizes.get(name) ?? 0,
    read,
    text: async (name) => new TextDecoder().decode(await read(name)),
  };
}
