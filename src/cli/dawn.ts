import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, RunError } from '../lib/errors.ts';

/** The npm package `webgpu`: Dawn as a Node add-on. */
interface DawnModule {
  create(options: readonly string[]): GPU;
  readonly globals: object;
}

/** Dawn ends when the object that `create` returned is collected, under the feet of the devices it made. */
const keptAlive: GPU[] = [];

/** A `GPU` of Dawn with its create options (`adapter=NAME`, `backend=vulkan`). Throws a RunError when the package is missing. */
export async function createDawnGpu(options: readonly string[]): Promise<GPU> {
  const dawn = await loadDawn();
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create(options);
  keptAlive.push(gpu);
  return gpu;
}

/**
 * Looks in $TABTUNE_WEBGPU (a folder of the package, or a dawn.node file), beside the running file, and where Node finds packages. The
 * specifier is computed so that no bundler follows it: the package carries a native library.
 */
async function loadDawn(): Promise<DawnModule> {
  const asked = process.env['TABTUNE_WEBGPU'];
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'dawn.node');
  const file = asked ?? (existsSync(beside) ? beside : null);
  try {
    if (file?.endsWith('.node')) return createRequire(import.meta.url)(file) as DawnModule;
    const specifier = file === null ? ['web', 'gpu'].join('') : pathToFileURL(join(file, 'index.js')).href;
    return (await import(/* @vite-ignore */ specifier)) as DawnModule;
  } catch (error) {
    throw new RunError(
      `WebGPU for Node could not be loaded (${firstLine(messageOf(error))}). Run "npm install webgpu" beside this program, or set TABTUNE_WEBGPU to the folder of that package.`,
    );
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
