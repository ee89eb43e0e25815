/** The models in the cache as a person is shown them. */
import type { HubName } from './hubName.ts';
import { bytesOf, type CachedModel, type CacheStore, ggufOf, isComplete, listCached } from './modelCache.ts';
import { newestFirst } from './openHubModel.ts';

export interface KeptModel extends HubName {
  /** `hf:owner/name`, with revision and file where they are needed: the model's name in settings, and for the command line. */
  readonly name: string;
  readonly commit: string;
  readonly folder: string;
  readonly licence: string | null;
  readonly complete: boolean;
  /** Of all its files once it is complete, and of what is here of them. */
  readonly modelBytes: number;
  readonly haveBytes: number;
  /** Its 4-bit forms; they lie in the same folder. */
  readonly formBytes: number;
  /** In ms since 1970; null: not complete, or not known. */
  readonly savedAt: number | null;
}

/** The newest first; a model whose revision has a newer copy goes by its commit. */
export async function listKept(store: CacheStore): Promise<KeptModel[]> {
  const models = newestFirst(await listCached(store));
  const taken = new Set<string>();
  const kept: KeptModel[] = [];
  for (const model of [...models.filter(isComplete), ...models.filter((each) => !isComplete(each))]) {
    const { id, commit, folder, licence, savedAt, revision, files } = model;
    const file = ggufOf(model);
    const plain = hubModelName({ id, revision, file });
    const name = taken.has(plain) ? hubModelName({ id, revision: commit.slice(0, 12), file }) : plain;
    taken.add(name);
    const sizes = await Promise.all(files.map(({ name: each }) => sizeOf(store, `${folder}/${each}`)));
    kept.push({
      ...{ name, id, revision, file, commit, folder, licence, savedAt, complete: isComplete(model) },
      modelBytes: bytesOf(files),
      haveBytes: sizes.reduce((sum, size) => sum + size, 0),
      formBytes: await formBytesOf(store, model),
    });
  }
  return kept;
}

function hubModelName({ id, revision, file }: HubName): string {
  return `hf:${id}${revision === 'main' ? '' : `@${revision}`}${file === null ? '' : `/${file}`}`;
}

async function formBytesOf(store: CacheStore, { folder, files }: CachedModel): Promise<number> {
  const own = new Set([...files.map(({ name }) => `${folder}/${name}`), `${folder}/manifest.json`]);
  const others = (await store.list(folder)).filter((path) => !own.has(path));
  const sizes = await Promise.all(others.map((path) => sizeOf(store, path)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function sizeOf(store: CacheStore, path: string): Promise<number> {
  return (await store.size(path)) ?? 0;
}
