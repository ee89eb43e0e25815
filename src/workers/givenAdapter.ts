import { unzip } from '../formats/zip.ts';
import { UserError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';
import { type ImportedAdapter, readAdapterFiles } from '../run/importAdapter.ts';
import type { GivenAdapter } from './adapterApi.ts';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
/** Adapters have some MB; more is a whole model by mistake. */
const MOST_BYTES = 2 ** 30;

/** Path in the folder or the zip -> its content, read when it is needed. */
type Contents = ReadonlyMap<string, () => Promise<Uint8Array>>;

/** @throws UserError naming what is missing, or the field or tensor that is wrong. */
export async function readGivenAdapter({ name, files }: GivenAdapter): Promise<ImportedAdapter> {
  const contents = await open(name, files);
  const folder = folderOf([...contents.keys()]);
  const read = async (file: string) => {
    const content = contents.get(`${folder}${file}`);
    if (content !== undefined) return content();
    const pickled = file === WEIGHTS && contents.has(`${folder}adapter_model.bin`);
    throw new UserError(`holds no ${file}`, {
      where: name,
      remedy: pickled
        ? 'adapter_model.bin is a Python pickle, which can run code and is not read here: save the adapter with safe_serialization=True.'
        : `Choose the zip of a run, or a PEFT adapter's folder with ${CONFIG} and ${WEIGHTS}.`,
    });
  };
  const config = new TextDecoder().decode(await read(CONFIG));
  return readAdapterFiles(config, await read(WEIGHTS), { config: `${name}/${CONFIG}`, weights: `${name}/${WEIGHTS}` });
}

async function open(name: string, files: GivenAdapter['files']): Promise<Contents> {
  const zip = files.length === 1 ? files.find(({ path }) => path.toLowerCase().endsWith('.zip')) : undefined;
  if (zip === undefined) return new Map(files.map(({ path, file }) => [path, () => bytesOf(file, path)]));
  const entries = unzip(await bytesOf(zip.file, name), name, MOST_BYTES);
  return new Map(entries.map((entry) => [entry.name, async () => entry.bytes]));
}

async function bytesOf(file: File, where: string): Promise<Uint8Array> {
  if (file.size > MOST_BYTES) throw new UserError(`has ${formatBytes(file.size)}, too much for an adapter`, { where });
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new UserError('cannot be read', { where, remedy: 'If it was moved or changed, choose it again.', cause });
  }
}

/** Of the outermost adapter_config.json, slash included; '' without one. */
function folderOf(paths: readonly string[]): string {
  const folders = paths
    .filter((path) => path === CONFIG || path.endsWith(`/${CONFIG}`))
    .map((path) => path.slice(0, -CONFIG.length));
  return folders.sort((a, b) => a.length - b.length)[0] ?? '';
}
