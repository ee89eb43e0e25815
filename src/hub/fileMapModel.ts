/** Files in memory or dropped into the page. */
import { messageOf, UserError } from '../lib/errors.ts';
import type { ModelFiles } from './modelFiles.ts';

/**
 * `files`: path -> content. A dropped folder comes with its name in every path (`my-model/config.json`): what stands before the outermost
 * config.json is cut off, and becomes the id when none is given.
 */
export function fileMapModel(files: ReadonlyMap<string, Blob | Uint8Array>, id?: string): ModelFiles {
  const prefix = prefixOf([...files.keys()]);
  const contents = new Map<string, Blob | Uint8Array>();
  for (const [path, content] of files) {
    if (path.startsWith(prefix)) contents.set(path.slice(prefix.length), content);
  }
  const modelId = id ?? (prefix.split('/').at(-2) || 'model');
  const find = (name: string) => {
    const content = contents.get(name);
    if (content === undefined) throw new UserError('there is no such file', { where: `${modelId}/${name}` });
    return content;
  };
  const read = async (name: string, begin = 0, end?: number): Promise<Uint8Array<ArrayBuffer>> => {
    const content = find(name);
    if (content instanceof Uint8Array) return new Uint8Array(content.subarray(begin, end));
    try {
      return new Uint8Array(await content.slice(begin, end).arrayBuffer());
    } catch (cause) {
      throw new UserError(`cannot be read (${messageOf(cause)})`, {
        where: `${modelId}/${name}`,
        remedy: 'If the file was moved or changed, drop the folder again.',
        cause,
      });
    }
  };
  return {
    id: modelId,
    list: async () => [...contents.keys()],
    size: async (name) => {
      const content = find(name);
      return content instanceof Uint8Array ? content.length : content.size;
    },
    read,
    text: async (name) => new TextDecoder().decode(await read(name)),
  };
}

/** The folder, slash included, of the config.json with the shortest path; '' without one. */
function prefixOf(paths: readonly string[]): string {
  const folders = paths
    .filter((path) => path === 'config.json' || path.endsWith('/config.json'))
    .map((path) => path.slice(0, -'config.json'.length));
  return folders.sort((a, b) => a.length - b.length)[0] ?? '';
}
