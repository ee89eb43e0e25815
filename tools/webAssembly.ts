/**
 * `import bytes from './name.wat'`: WebAssembly text, assembled while it is bundled or tested. The program holds the bytes themselves, so that
 * nothing is fetched when it runs.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';
import wabt from 'wabt';

export function webAssembly(): Plugin {
  return {
    name: 'tabtune:web-assembly',
    async load(id) {
      if (!id.endsWith('.wat')) return null;
      this.addWatchFile(id);
      const module = (await wabt()).parseWat(id, await readFile(id), { simd: true });
      try {
        return `export default Uint8Array.of(${module.toBinary({}).buffer.join()});`;
      } finally {
        module.destroy();
      }
    },
  };
}
