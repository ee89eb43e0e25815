/**
 * SwiftShader, a GPU in software, out of the npm package `@sparticuz/chromium`: what `--device software`, the gpu tests and
 * the stories run on. Linux x64 only, since that is what the package carries. Unpacked once into a cache folder.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { untar } from './untar.ts';

/** The installed package: its `bin` folder of Brotli archives, and the version, which names the cache folders. */
export interface SoftwarePackage {
  readonly binFolder: string;
  readonly version: string;
}

/** Where `@sparticuz/chromium` is installed, or null where it is not or could not run. */
export function findSoftwarePackage(): SoftwarePackage | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  try {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const binFolder = join(root, 'bin');
    return existsSync(join(binFolder, 'swiftshader.tar.br')) ? { binFolder, version } : null;
  } catch {
    return null;
  }
}

/**
 * The folder `name` in the cache, filled by `fill` the first time. Atomic: filled under another name and then renamed, so
 * that a killed or a concurrent process never leaves half a folder behind.
 */
export async function unpackOnce(
  source: SoftwarePackage,
  name: string,
  fill: (folder: string, finalFolder: string) => void | Promise<void>,
): Promise<string> {
  const folder = join(cacheFolder(source), `${name}-${source.version}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await fill(draft, folder);
    renameSync(draft, folder);
  } catch (error) {
    // Another process may have finished first; its folder is as good as ours.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

export function untarBrotli(source: SoftwarePackage, archive: string, folder: string): void {
  untar(brotliDecompressSync(readFileSync(join(source.binFolder, archive))), folder);
}

/**
 * The environment in which Dawn in Node finds SwiftShader and nothing else, or null where there is none. It must be set
 * before the process starts: the dynamic linker reads LD_LIBRARY_PATH only then.
 */
export async function softwareGpuEnvironment(): Promise<Record<string, string> | null> {
  const source = findSoftwarePackage();
  if (source === null) return null;
  const folder = await unpackOnce(source, 'swiftshader', (draft) => untarBrotli(source, 'swiftshader.tar.br', draft));
  const driver = join(folder, 'vk_swiftshader_icd.json');
  return {
    // VK_DRIVER_FILES wins over VK_ICD_FILENAMES in newer Vulkan loaders; older ones know only the latter.
    VK_ICD_FILENAMES: driver,
    VK_DRIVER_FILES: driver,
    LD_LIBRARY_PATH: prependPath(folder, process.env.LD_LIBRARY_PATH),
  };
}

/** `folder` in front of a search path, once. */
export function prependPath(folder: string, path: string | undefined): string {
  const others = (path ?? '').split(delimiter).filter((part) => part !== '' && part !== folder);
  return [folder, ...others].join(delimiter);
}

function cacheFolder(source: SoftwarePackage): string {
  // bin -> chromium -> @sparticuz -> node_modules: beside the package, so that removing node_modules removes it too.
  const local = join(source.binFolder, '..', '..', '..', '.cache', 'tabtune');
  try {
    mkdirSync(local, { recursive: true });
    return local;
  } catch {
    const shared = join(tmpdir(), `tabtune-${process.getuid?.() ?? 'cache'}`);
    mkdirSync(shared, { recursive: true, mode: 0o700 });
    return shared;
  }
}
